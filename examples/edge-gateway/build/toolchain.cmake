# Hardening of everything that is delivered; the composition analysis checks the result on the image.
set(CMAKE_CXX_FLAGS_INIT "-O2 -fPIE -fstack-protector-strong -fcf-protection=full -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-pie -Wl,-z,relro,-z,now,-z,noexecstack")

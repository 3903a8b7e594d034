pub(super) fn read(_s: &str, _f: &str, _b: &[u8], _x: &mut dyn FnMut(super::Item)) {}

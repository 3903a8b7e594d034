"""Tests of the reading head: what it does, and what it refuses. `FRAME_LIBRARY` names the library under test."""

import ctypes
import os
import struct

import pytest

LIBRARY = ctypes.CDLL(os.environ["FRAME_LIBRARY"])
DONE, TOO_SHORT, TOO_LONG, BAD_LENGTH, BAD_CRC, NO_FUNCTION, NO_REGISTER, LOCKED = 0, -1, -2, -3, -4, -5, -6, -7
CODE = 0x5EC0DE


class Head(ctypes.Structure):
    _fields_ = [
        ("registers", ctypes.c_uint16 * 16),
        ("unlocked", ctypes.c_uint8),
        ("wrong_codes", ctypes.c_uint8),
    ]


LIBRARY.frame_crc.restype = ctypes.c_uint16


def crc(data):
    return LIBRARY.frame_crc(data, ctypes.c_size_t(len(data)))


def frame(function, register, value=0, length=9):
    body = struct.pack(">BBBHH", length, 1, function, register, value)
    return body + struct.pack("<H", crc(body))


def take(head, data):
    value = ctypes.c_uint16(0xFFFF)
    outcome = LIBRARY.frame_take(ctypes.byref(head), data, ctypes.c_size_t(len(data)), ctypes.byref(value))
    return outcome, value.value


def unlock(head, code):
    return LIBRARY.head_unlock(ctypes.byref(head), ctypes.c_uint32(code), ctypes.c_uint32(CODE))


@pytest.fixture
def head():
    head = Head()
    LIBRARY.head_reset(ctypes.byref(head))
    return head


class TestFrameWorks:
    def test_reads_a_register(self, head):
        head.registers[3] = 1234
        assert take(head, frame(3, 3)) == (DONE, 1234)

    def test_crc_as_on_the_wire(self):
        assert crc(b"123456789") == 0x4B37

    def test_last_register(self, head):
        assert take(head, frame(3, 15))[0] == DONE


class TestFrameAttacked:
    @pytest.mark.parametrize("length", range(9))
    def test_truncated(self, head, length):
        assert take(head, frame(3, 0)[:length])[0] == TOO_SHORT

    def test_longer_than_it_says(self, head):
        assert take(head, frame(3, 0) + b"\0")[0] == BAD_LENGTH

    def test_longest_and_beyond(self, head):
        assert take(head, b"\x09" * 64)[0] == BAD_LENGTH
        assert take(head, b"\x09" * 65)[0] == TOO_LONG

    @pytest.mark.parametrize("bit", range(72))
    def test_one_bit_changed(self, head, bit):
        data = bytearray(frame(6, 2, 7))
        data[bit // 8] ^= 1 << (bit % 8)
        assert take(head, bytes(data))[0] != DONE
        assert list(head.registers) == [0] * 16

    @pytest.mark.parametrize("register", [16, 17, 255, 256, 65535])
    def test_register_that_is_not_there(self, head, register):
        assert take(head, frame(3, register))[0] == NO_REGISTER

    @pytest.mark.parametrize("function", [f for f in range(256) if f not in (3, 6)])
    def test_function_that_is_not_there(self, head, function):
        assert take(head, frame(function, 0))[0] == NO_FUNCTION


class TestLockWorks:
    def test_writes_when_open(self, head):
        assert unlock(head, CODE) == DONE
        assert take(head, frame(6, 2, 77)) == (DONE, 77)
        assert take(head, frame(3, 2)) == (DONE, 77)

    def test_right_code_clears_wrong_ones(self, head):
        for _ in range(4):
            unlock(head, 1)
        assert unlock(head, CODE) == DONE
        assert head.wrong_codes == 0


class TestLockAttacked:
    def test_write_while_shut(self, head):
        assert take(head, frame(6, 2, 77))[0] == LOCKED
        assert head.registers[2] == 0

    def test_five_wrong_codes_shut_it_for_good(self, head):
        for code in range(5):
            assert unlock(head, code) == LOCKED
        assert unlock(head, CODE) == LOCKED
        assert take(head, frame(6, 2, 77))[0] == LOCKED

    def test_wrong_code_shuts_an_open_lock(self, head):
        unlock(head, CODE)
        assert unlock(head, 0) == LOCKED
        assert take(head, frame(6, 2, 77))[0] == LOCKED

    @pytest.mark.parametrize("bit", range(32))
    def test_code_with_one_bit_changed(self, head, bit):
        assert unlock(head, CODE ^ (1 << bit)) == LOCKED

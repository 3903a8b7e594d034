/* Frames of the reading head. Nothing here allocates, and nothing is read before its length was checked. */
#include "frame.h"

/* Length byte, unit, function, register, value, CRC. */
#define FRAME_LENGTH 9u

uint16_t frame_crc(const uint8_t *bytes, size_t length)
{
	uint16_t crc = 0xFFFFu;
	for (size_t at = 0; at < length; at++) {
		crc ^= bytes[at];
		for (int bit = 0; bit < 8; bit++) {
			crc = (crc & 1u) ? (uint16_t)((crc >> 1) ^ 0xA001u) : (uint16_t)(crc >> 1);
		}
	}
	return crc;
}

static uint16_t big_endian(const uint8_t *bytes)
{
	return (uint16_t)((uint16_t)(bytes[0] << 8) | bytes[1]);
}

int frame_take(struct head *head, const uint8_t *bytes, size_t length, uint16_t *value)
{
	if (length < FRAME_LENGTH) {
		return FRAME_TOO_SHORT;
	}
	if (length > FRAME_LONGEST) {
		return FRAME_TOO_LONG;
	}
	if (bytes[0] != FRAME_LENGTH || length != FRAME_LENGTH) {
		return FRAME_BAD_LENGTH;
	}
	uint16_t sent = (uint16_t)((uint16_t)(bytes[8] << 8) | bytes[7]);
	if (frame_crc(bytes, FRAME_LENGTH - 2u) != sent) {
		return FRAME_BAD_CRC;
	}
	uint16_t number = big_endian(bytes + 3);
	if (number >= FRAME_REGISTERS) {
		return FRAME_NO_REGISTER;
	}
	switch (bytes[2]) {
	case FRAME_READ:
		*value = head->registers[number];
		return FRAME_DONE;
	case FRAME_WRITE:
		if (!head->unlocked) {
			return FRAME_LOCKED;
		}
		head->registers[number] = big_endian(bytes + 5);
		*value = head->registers[number];
		return FRAME_DONE;
	default:
		return FRAME_NO_FUNCTION;
	}
}

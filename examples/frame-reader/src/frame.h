/* Frames of the reading head: how they are read, and who may write a register. */
#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>
#include <stdint.h>

/* Longest frame, CRC included. */
#define FRAME_LONGEST 64u
/* Registers a head has. */
#define FRAME_REGISTERS 16u

/* What a frame asks. */
enum frame_function { FRAME_READ = 3, FRAME_WRITE = 6 };

/* What became of a frame. */
enum frame_outcome {
	FRAME_DONE = 0,
	FRAME_TOO_SHORT = -1,
	FRAME_TOO_LONG = -2,
	FRAME_BAD_LENGTH = -3,
	FRAME_BAD_CRC = -4,
	FRAME_NO_FUNCTION = -5,
	FRAME_NO_REGISTER = -6,
	FRAME_LOCKED = -7,
};

/* A reading head: its registers, and whether they may be written. */
struct head {
	uint16_t registers[FRAME_REGISTERS];
	uint8_t unlocked;
	uint8_t wrong_codes;
};

/* A head as it leaves the factory: locked, all registers 0. */
void head_reset(struct head *head);

/* Opens the lock with the code of the device; after five wrong codes it stays shut until a reset. */
int head_unlock(struct head *head, uint32_t code, uint32_t device_code);

/* CRC-16 as on the wire (polynomial 0xA001, start 0xFFFF). */
uint16_t frame_crc(const uint8_t *bytes, size_t length);

/*
 * Takes a frame: length, unit, function, register (2), value (2), CRC (2, low byte first). Changes the head only
 * when every check has passed. `value` receives what was read or written.
 */
int frame_take(struct head *head, const uint8_t *bytes, size_t length, uint16_t *value);

#endif

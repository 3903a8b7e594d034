/* The lock in front of writing. */
#include "frame.h"

/* Wrong codes after which the lock stays shut. */
#define MOST_WRONG_CODES 5u

void head_reset(struct head *head)
{
	for (size_t at = 0; at < FRAME_REGISTERS; at++) {
		head->registers[at] = 0;
	}
	head->unlocked = 0;
	head->wrong_codes = 0;
}

int head_unlock(struct head *head, uint32_t code, uint32_t device_code)
{
	if (head->wrong_codes >= MOST_WRONG_CODES) {
		return FRAME_LOCKED;
	}
	/* Compared as a whole, so that the time says nothing about how much of a code was right. */
	if ((code ^ device_code) != 0) {
		head->wrong_codes++;
		head->unlocked = 0;
		return FRAME_LOCKED;
	}
	head->wrong_codes = 0;
	head->unlocked = 1;
	return FRAME_DONE;
}

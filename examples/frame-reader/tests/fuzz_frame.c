/* Any bytes as frames, one after the other, against a head that is shut and one that is open. */
#include <stdlib.h>
#include <string.h>

#include "../src/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct head shut, open;
	head_reset(&shut);
	head_reset(&open);
	head_unlock(&open, 1, 1);
	for (size_t at = 0; at < size;) {
		size_t length = data[at] % (FRAME_LONGEST + 8u);
		length = length > size - at ? size - at : length;
		/* A copy of just this length, so that a byte read beyond it is noticed. */
		uint8_t *frame = malloc(length ? length : 1u);
		if (frame == NULL) {
			return 0;
		}
		memcpy(frame, data + at, length);
		uint16_t value = 0;
		frame_take(&shut, frame, length, &value);
		frame_take(&open, frame, length, &value);
		free(frame);
		for (size_t number = 0; number < FRAME_REGISTERS; number++) {
			if (shut.registers[number] != 0) {
				abort();
			}
		}
		at += length ? length : 1u;
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** LLVMFuzzerTestOneInput: what libFuzzer and the replay call with each input. Returns: 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

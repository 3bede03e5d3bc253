/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

/**
 * lab_failure_assert:
 * @error: what a function left behind; cleared
 * @part: what its message must have in it
 *
 * Asserts what every error of the engine promises: its domain, its code, one line, what and where.
 */
void lab_failure_assert (GError **error, LabError code, const char *part);

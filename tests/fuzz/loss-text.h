/* SPDX-License-Identifier: MIT */
#pragma once

/** lab_fuzz_text: tries @text as a loss, as far as it goes: what is wrong with it is told in words
 * that fit, what is right with it is printed, derived, and run. */
void lab_fuzz_text (const char *text);

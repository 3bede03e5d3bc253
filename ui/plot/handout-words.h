/* SPDX-License-Identifier: MIT */
#pragma once

#include "result.h"

G_BEGIN_DECLS

/* What a handout says in words. Each returns a new string. */

/** lab_handout_words_data: what the networks learn from and are tested on, and how many pictures.
 */
char *lab_handout_words_data (const LabResult *result);

/** lab_handout_words_settings: all settings that are the same for every run. */
char *lab_handout_words_settings (const LabResult *result);

/** lab_handout_words_formula: a loss's text without its comments, and without the weights that it
 * begins with where @spec has others; "" where there is none. */
char *lab_handout_words_formula (const LabSpec *spec);

/** lab_handout_words_run: what a side sets besides its loss's text, what its loss learned, what was
 * changed in mid-training, and how it ended where that was not at its end; "" for nothing. */
char *lab_handout_words_run (const LabRun *run, const LabRecords *records);

/** lab_handout_words_cut: @text on one line, with an ellipsis behind @most letters. */
char *lab_handout_words_cut (const char *text, gsize most);

G_END_DECLS

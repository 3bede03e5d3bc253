/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/history.h"

G_BEGIN_DECLS

/** lab_words_settings: Returns: (transfer full): of a spec what #LabSummary has. */
char *lab_words_settings (const LabSpec *spec);

/** lab_words_searched: Returns: (transfer full): what a search looks at, folded. */
char *lab_words_searched (const LabSummary *run);

G_END_DECLS

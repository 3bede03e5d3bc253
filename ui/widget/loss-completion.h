/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * LabLossCompletion: the names that a loss's text can have, each with what it means: the language's
 * own, from its tables, and those that the text defines.
 */
#define LAB_TYPE_LOSS_COMPLETION (lab_loss_completion_get_type ())
G_DECLARE_FINAL_TYPE (LabLossCompletion, lab_loss_completion, LAB, LOSS_COMPLETION, GObject)

GtkSourceCompletionProvider *lab_loss_completion_new (void);

/** lab_loss_completion_describe: Returns: (transfer full): what the names that begin with @prefix
 * mean in a text, a line each: `NAME: MEANING`. */
char *lab_loss_completion_describe (const char *text, const char *prefix);

G_END_DECLS

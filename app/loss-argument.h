/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/**
 * lab_loss_argument_read:
 * @command: whose argument it is, for warnings, which go to standard error
 * @what: the argument's name, for messages
 * @loss: a catalogue's id, the name of a file with a text, which has a `/` in it or ends in
 * `.loss`, or `formula:` and the text itself
 *
 * Returns: (transfer full): the loss
 *
 * **Errors**: %LAB_ERROR_REQUEST. Where a text has errors the message has all of them, each with
 * its line and column and, in lines of its own, the line of the text and a caret under the place.
 */
LabLoss *lab_loss_argument_read (const char *command, const char *what, const char *loss,
                                 GError **error);

/** lab_loss_argument_read_file: the same for a file, whatever it is called. */
LabLoss *lab_loss_argument_read_file (const char *command, const char *path, GError **error);

/** lab_loss_argument_compile: the same for a text. */
LabLoss *lab_loss_argument_compile (const char *command, const char *what, const char *text,
                                    GError **error);

G_END_DECLS

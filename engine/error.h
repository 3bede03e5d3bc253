/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabError:
 * @LAB_ERROR_REQUEST: what was asked for makes no sense: a setting out of range, an unknown loss
 * @LAB_ERROR_DATA: a file is missing, broken or does not agree with its neighbours
 * @LAB_ERROR_MEMORY: it does not fit into this computer's memory
 * @LAB_ERROR_OUTPUT: a result could not be written
 *
 * The engine's one error domain. Every message is one line: what, where, what to do. The object
 * that a failed function was called on is as it was before.
 */
typedef enum
{
  LAB_ERROR_REQUEST,
  LAB_ERROR_DATA,
  LAB_ERROR_MEMORY,
  LAB_ERROR_OUTPUT,
} LabError;

#define LAB_ERROR (lab_error_quark ())
GQuark lab_error_quark (void);

/** lab_error_refuse: sets %LAB_ERROR_REQUEST with a message. Returns: FALSE, for who returns it on.
 */
gboolean lab_error_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** lab_error_line: Returns: (transfer full): what somebody else wrote, for a message to quote:
 * UTF-8, and spaces for control characters. */
char *lab_error_line (const char *text);

G_END_DECLS

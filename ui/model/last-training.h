/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "archive.h"

G_BEGIN_DECLS

/**
 * LabLastTraining:
 * @experiment: its number, 0 where the last training has ended
 * @epoch: how far the run came that is furthest behind; @epochs: of all
 *
 * The newest experiment of a history, where it can go on.
 */
typedef struct
{
  gint64 experiment;
  double epoch;
  guint epochs;
} LabLastTraining;

/** lab_last_training_find_async: looks for it in a thread. */
void lab_last_training_find_async (LabArchive *archive, GAsyncReadyCallback callback,
                                   gpointer data);
LabLastTraining lab_last_training_find_finish (GAsyncResult *result);

/** lab_last_training_is_declined: Returns: whether somebody has said no to it, in this window or an
 * earlier one. */
gboolean lab_last_training_is_declined (gint64 experiment);
void lab_last_training_decline (gint64 experiment);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "run.h"

G_BEGIN_DECLS

/**
 * lab_retrain:
 * @run: a record that was read and that nobody else has yet; its evaluations get their weights
 *
 * As lab_history_retrain().
 */
gboolean lab_retrain (LabRun *run, LabDataset *dataset, const gint *cancelled, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

#include <jansson.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * LabLogits:
 * @n: B, at least 1
 * @K: classes of each task, 0 for the second one where it is not there
 * @logits: for each task, [B,K]
 * @targets: (nullable): for each task, [B]
 * @weights: (nullable): [K] class weights of the first task
 * @counts: for each task, [K]: pictures of each class, 1 where none are given
 * @progress: 0 to 1, 0 where it is not given
 * @theta: [n_theta] the network's parameters
 *
 * A batch that somebody describes as JSON:
 *
 *   {"logits": [[...], ...], "targets": [3, ...], "class_weights": [...], "class_counts": [...],
 *    "progress": 0.5, "theta": [...], "logits2": [[...], ...], "targets2": [...],
 *    "class_counts2": [...]}
 */
typedef struct
{
  guint n;
  guint K[2];
  double *logits[2];
  guint8 *targets[2];
  double *weights;
  double *counts[2];
  double progress;
  double *theta;
  gsize n_theta;
} LabLogits;

/**
 * lab_logits_read:
 *
 * **Errors**: %LAB_ERROR_REQUEST: no JSON, with line and column; a member that is unknown, missing
 * or not of its form, with its name and place; more than 64 MiB.
 */
gboolean lab_logits_read (LabLogits *self, FILE *file, GError **error);
void lab_logits_clear (LabLogits *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabLogits, lab_logits_clear)

G_END_DECLS

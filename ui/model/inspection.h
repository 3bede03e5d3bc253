/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "check.h"
#include "spec.h"

G_BEGIN_DECLS

/**
 * LabInspection:
 * @derivative: (nullable): as lab_derivative_print(): what a person reads; NULL where it is too
 * long
 * @a_picture: whether it is that of a picture's own loss
 * @check: of the derivative, by finite differences
 * @warnings: what lab_probe_loss() says
 *
 * What can be said of a loss, with the parameters, weights and data that a spec gives it.
 */
typedef struct
{
  char *derivative;
  gboolean a_picture;
  LabCheck check;
  GStrv warnings;
} LabInspection;

/** lab_inspection_new_async: looks at the loss in a thread. @callback: gets @owner as its source.
 */
void lab_inspection_new_async (const LabSpec *spec, LabDataset *dataset, LabTrainingSet *set,
                               GObject *owner, GAsyncReadyCallback callback, gpointer data);

/** lab_inspection_new_finish: Returns: (transfer full): **Errors**: as lab_objective_init(). */
LabInspection *lab_inspection_new_finish (GAsyncResult *result, GError **error);

void lab_inspection_free (LabInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabInspection, lab_inspection_free)

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#include "train/footprint.h"

#include "core/memory.h"
#include "net/optimiser.h"
#include "train/evaluator.h"

#define KEPT_BYTES (256.0 * 1024.0 * 1024.0) /* of evaluations' weights */
/* At most: the run's last one and the one in the making; with a history, the one that is written
 * and the one that is being written. */
#define CHECKPOINTS 4.0

guint
lab_footprint_rows (const LabSpec *spec, guint n_pictures)
{
  return MAX (MIN (spec->batch_size, n_pictures), LAB_EVALUATION_BLOCK);
}

static double
bytes_of_evaluations (const LabSpec *spec, const LabNetwork *network, guint64 n_steps)
{
  double count = MIN ((double) spec->epochs * spec->evaluations, (double) n_steps) + 1.0;

  return count * (double) network->n_parameters * sizeof (float);
}

gboolean
lab_footprint_keeps_weights (const LabSpec *spec, const LabNetwork *network, guint64 n_steps)
{
  return bytes_of_evaluations (spec, network, n_steps) <= KEPT_BYTES;
}

gboolean
lab_footprint_check (const LabSpec *spec, const LabNetwork *network, guint n_pictures,
                     guint64 n_steps, guint n_runs, const char *what, GError **error)
{
  const double own = 1.0 + lab_optimiser_find (spec->optimizer)->n_averages; /* of a checkpoint */
  const double blocks = 1.0 + own + CHECKPOINTS * own;                       /* the gradient too */

  return lab_memory_check (
      n_runs
          * (blocks * (double) network->n_parameters * sizeof (float)
             + lab_activations_bytes (network, lab_footprint_rows (spec, n_pictures))
             + MIN (bytes_of_evaluations (spec, network, n_steps), KEPT_BYTES)),
      what, error);
}

/* SPDX-License-Identifier: MIT */
/*
 * A contender is a row: how it is measured, and what of. Experiments are the tutorial's, with what
 * the row says: one run of one epoch where it says nothing.
 */
#include "contenders.h"

#include "dataset.h"
#include "experiment.h"
#include "loss-times.h"
#include "kernels/kernels.h"
#include "peers.h"
#include "plot-times.h"
#include "program-times.h"
#include "training-times.h"

struct _LabContenders
{
  LabDataset *dataset;
  LabLossTimes *losses;
  const char *slowest; /* (nullable): of @losses */
  LabPeers *peers;     /* (nullable) */
  LabPlotTimes *plots; /* (nullable): made at their first turn */
};

typedef struct _Row Row;

struct _Row
{
  double (*measure) (LabContenders *self, const Row *row, GError **error);
  const char *subject; /* a loss, or the program's arguments */
  guint n_sides, n_seeds, n_workers;
  const char *epochs, *pictures, *hidden;
  LabPeer peer;
  LabPlotFrame frame;
  double scale;
  gboolean slow;
};

static LabExperiment *
make_experiment (const Row *row)
{
  LabExperiment *experiment = lab_experiment_new ();
  const struct
  {
    LabSettingId id;
    const char *text;
  } settings[] = {
    { LAB_SETTING_EPOCHS, row->epochs != NULL ? row->epochs : "1" },
    { LAB_SETTING_TRAIN_SIZE, row->pictures },
    { LAB_SETTING_HIDDEN, row->hidden },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].text != NULL)
      lab_experiment_set (experiment, 0, settings[i].id, settings[i].text, NULL);
  while (experiment->n_sides > MAX (row->n_sides, 1))
    lab_spec_unref (experiment->sides[--experiment->n_sides]);
  experiment->n_seeds = MAX (row->n_seeds, 1);
  return experiment;
}

/* ---- ways to measure ---- */

static double
epoch (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_epoch (experiment, self->dataset, error);
}

static double
reference_epoch (LabContenders *self, const Row *row, GError **error)
{
  double seconds;

  lab_kernels_use (lab_kernels_get_reference ());
  seconds = epoch (self, row, error);
  lab_kernels_use (NULL);
  return seconds;
}

static double
products (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_products (experiment, self->dataset, error);
}

static double
peak (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_peak (experiment, self->dataset, error);
}

static double
evaluation (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_evaluation (experiment, self->dataset, FALSE, error);
}

static double
plain_evaluation (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_evaluation (experiment, self->dataset, TRUE, error);
}

static double
whole (LabContenders *self, const Row *row, GError **error)
{
  g_autoptr (LabExperiment) experiment = make_experiment (row);

  return lab_training_times_experiment (experiment, self->dataset, MAX (row->n_workers, 1), error);
}

static double
loss (LabContenders *self, const Row *row, GError **error)
{
  return lab_loss_times_measure (self->losses, row->subject);
}

static double
slowest_loss (LabContenders *self, const Row *row, GError **error)
{
  if (self->slowest == NULL)
    self->slowest = lab_loss_times_find_slowest (self->losses);
  return lab_loss_times_measure (self->losses, self->slowest);
}

static double
peer (LabContenders *self, const Row *row, GError **error)
{
  return lab_peers_measure (self->peers, row->peer, error);
}

static double
frame (LabContenders *self, const Row *row, GError **error)
{
  if (self->plots == NULL)
    self->plots = lab_plot_times_new (self->dataset);
  return lab_plot_times_measure (self->plots, row->frame, MAX (row->scale, 1.0));
}

static double
program (LabContenders *self, const Row *row, GError **error)
{
  return lab_program_times_run (row->subject, error);
}

static double
memory (LabContenders *self, const Row *row, GError **error)
{
  return lab_program_times_peak (row->subject, error);
}

static const Row ROWS[LAB_N_CONTENDERS] = {
  [LAB_CONTENDER_EPOCH] = { .measure = epoch },
  [LAB_CONTENDER_PRODUCTS] = { .measure = products },
  [LAB_CONTENDER_PEAK] = { .measure = peak },
  [LAB_CONTENDER_REFERENCE] = { .measure = reference_epoch, .slow = TRUE },
  [LAB_CONTENDER_EVALUATION] = { .measure = evaluation },
  [LAB_CONTENDER_PLAIN_EVALUATION] = { .measure = plain_evaluation },

  [LAB_CONTENDER_ONE_RUN] = { .measure = whole },
  [LAB_CONTENDER_TWO_RUNS] = { .measure = whole, .n_sides = 2, .n_workers = 2 },
  [LAB_CONTENDER_SEEDS] = { .measure = whole, .n_seeds = 8, .n_workers = 2 },
  [LAB_CONTENDER_SEEDS_ALONE] = { .measure = whole, .n_seeds = 8 },

  [LAB_CONTENDER_HANDWRITTEN] = { .measure = loss },
  [LAB_CONTENDER_CROSS_ENTROPY] = { .measure = loss, .subject = "cross-entropy" },
  [LAB_CONTENDER_FOCAL] = { .measure = loss, .subject = "focal" },
  [LAB_CONTENDER_SLOWEST_LOSS] = { .measure = slowest_loss },

  [LAB_CONTENDER_TUTORIAL] = { .measure = peer, .peer = LAB_PEER_TUTORIAL, .slow = TRUE },
  [LAB_CONTENDER_SCIKIT_LEARN] = { .measure = peer, .peer = LAB_PEER_SCIKIT_LEARN },
  [LAB_CONTENDER_EAGER] = { .measure = peer, .peer = LAB_PEER_EAGER },
  [LAB_CONTENDER_SCRIPT] = { .measure = peer, .peer = LAB_PEER_SCRIPT },

  [LAB_CONTENDER_FRAME] = { .measure = frame, .frame = LAB_PLOT_FRAME_LIVE },
  [LAB_CONTENDER_EMPTY_FRAME] = { .measure = frame, .frame = LAB_PLOT_FRAME_EMPTY },
  [LAB_CONTENDER_FINE_FRAME] = { .measure = frame, .frame = LAB_PLOT_FRAME_LIVE, .scale = 2.0 },
  [LAB_CONTENDER_EMPTY_FINE_FRAME]
  = { .measure = frame, .frame = LAB_PLOT_FRAME_EMPTY, .scale = 2.0 },
  [LAB_CONTENDER_WHOLE_FRAME] = { .measure = frame, .frame = LAB_PLOT_FRAME_WHOLE },
  [LAB_CONTENDER_START] = { .measure = program, .subject = "--version" },
  [LAB_CONTENDER_COMPARE] = { .measure = program, .subject = "compare" },
  [LAB_CONTENDER_MEMORY] = { .measure = memory, .subject = "compare" },

  [LAB_CONTENDER_EPOCHS_2] = { .measure = whole, .epochs = "2" },
  [LAB_CONTENDER_EPOCHS_4] = { .measure = whole, .epochs = "4" },
  [LAB_CONTENDER_PICTURES_15000] = { .measure = epoch, .pictures = "15000" },
  [LAB_CONTENDER_PICTURES_30000] = { .measure = epoch, .pictures = "30000" },
  [LAB_CONTENDER_HIDDEN_64] = { .measure = epoch, .hidden = "64" },
  [LAB_CONTENDER_HIDDEN_128] = { .measure = epoch, .hidden = "128" },
  [LAB_CONTENDER_HIDDEN_256] = { .measure = epoch, .hidden = "256" },
  [LAB_CONTENDER_HIDDEN_512] = { .measure = epoch, .hidden = "512" },
  [LAB_CONTENDER_RUNS_2] = { .measure = whole, .n_seeds = 2 },
  [LAB_CONTENDER_RUNS_4] = { .measure = whole, .n_seeds = 4 },
};

double
lab_contenders_measure (LabContenders *self, LabContender contender, GError **error)
{
  return ROWS[contender].measure (self, &ROWS[contender], error);
}

gboolean
lab_contenders_is_slow (LabContender contender)
{
  return ROWS[contender].slow;
}

const char *
lab_contenders_get_slowest (const LabContenders *self)
{
  return self->slowest;
}

LabContenders *
lab_contenders_new (const char *peers, const char *python, GError **error)
{
  g_autoptr (LabContenders) self = g_new0 (LabContenders, 1);

  if (peers != NULL && (self->peers = lab_peers_new (peers, python, error)) == NULL)
    return NULL;
  self->dataset = lab_dataset_load ("mnist", error);
  if (self->dataset == NULL)
    return NULL;
  self->losses = lab_loss_times_new ();
  return g_steal_pointer (&self);
}

void
lab_contenders_free (LabContenders *self)
{
  if (self == NULL)
    return;
  lab_peers_free (self->peers);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  lab_loss_times_free (self->losses);
  g_clear_pointer (&self->plots, lab_plot_times_free);
  g_free (self);
}

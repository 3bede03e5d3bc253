/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "experiment.h"

G_BEGIN_DECLS

/*
 * What training is measured by. Each returns seconds, or a negative number with @error set; the
 * experiment's first side is the run that is meant. Everything is on this thread, but for whole
 * experiments.
 */

/** lab_training_times_epoch: an epoch of one run, its evaluations left out. */
double lab_training_times_epoch (const LabExperiment *experiment, LabDataset *dataset,
                                 GError **error);

/** lab_training_times_products: every matrix product of that epoch, dense, on matrices of the right
 * shapes and nothing else, by OpenBLAS. */
double lab_training_times_products (const LabExperiment *experiment, LabDataset *dataset,
                                    GError **error);

/** lab_training_times_peak: the multiply-adds of those products and nothing else, in registers, in
 * the vectors of the kernels in use: no way over all pixels can take less on this core. */
double lab_training_times_peak (const LabExperiment *experiment, LabDataset *dataset,
                                GError **error);

/** lab_training_times_evaluation: the logits of all test pictures; @plain: all products by
 * OpenBLAS. */
double lab_training_times_evaluation (const LabExperiment *experiment, LabDataset *dataset,
                                      gboolean plain, GError **error);

/** lab_training_times_experiment: all of it, from start to end, with its evaluations. */
double lab_training_times_experiment (const LabExperiment *experiment, LabDataset *dataset,
                                      guint n_workers, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/confusion.h"

G_BEGIN_DECLS

/**
 * LabEvaluation:
 * @step: after how many steps; @epoch: the same in epochs, step / steps of an epoch
 * @test: the confusion matrix on the test set
 * @test_loss: the run's own loss on the test set, its penalty included
 * @test_cross_entropy: mean of -log p[y] on the test set
 * @validation: (nullable): the matrix on the validation pictures, where the spec sets some aside
 * @train: (nullable): the matrix on the training pictures against the labels the network is told;
 * at the end of an epoch
 * @test2, @validation2, @train2: (nullable): the same matrices of the second task, where the loss
 * has one
 * @theta: (nullable): [n_theta] the parameters, behind them what the loss learns; kept while those
 * of all evaluations of a run fit into 256 MiB
 *
 * A network at one step on fixed sets of pictures. Read-only once it is in a run's record.
 */
typedef struct
{
  guint64 step;
  double epoch;
  LabConfusion *test;
  double test_loss;
  double test_cross_entropy;
  LabConfusion *validation;
  LabConfusion *train;
  LabConfusion *test2;
  LabConfusion *validation2;
  LabConfusion *train2;
  gsize n_theta;
  float *theta;
} LabEvaluation;

void lab_evaluation_free (LabEvaluation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabEvaluation, lab_evaluation_free)

G_END_DECLS

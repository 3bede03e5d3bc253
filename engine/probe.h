/* SPDX-License-Identifier: MIT */
#pragma once

#include "train/objective.h"

G_BEGIN_DECLS

/**
 * lab_probe_loss:
 * @objective: a loss with its present parameters, weights and counts; it is run in double
 *
 * Tries the loss on logits that are chosen to bring out what is wrong with it: small ones, sure and
 * right ones, sure and wrong ones, up to +-1000.
 *
 * Returns: (transfer full): what a student should know, each in one plain sentence; empty where
 * there is nothing: the gradient is zero everywhere; it is not finite at extreme logits; the loss
 * does not depend on the target; it rewards being wrong; it is 0/0 where a class is missing in the
 * batch; all class weights are 1.
 */
GStrv lab_probe_loss (const LabObjective *objective);

G_END_DECLS

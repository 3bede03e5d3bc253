/* SPDX-License-Identifier: MIT */
#pragma once

#include "predictions.h"

/* The linker puts this in the place of lab_predictions_new(): networks that take their time, or
 * that cannot be asked. */

/**
 * Asked:
 * @slow_ms: how long each takes besides
 * @failing: whether there is no memory for it
 * @meanwhile: (nullable): called before each, in its thread
 * @n: how many were asked
 */
typedef struct
{
  int slow_ms;
  int failing;
  void (*meanwhile) (void);
  int n;
} Asked;

extern Asked asked;

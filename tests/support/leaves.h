/* SPDX-License-Identifier: MIT */
#pragma once

#include "core/random.h"
#include "formula/machine.h"
#include "formula/reference.h"

#define LAB_LEAVES_NUMBERS 16u

/**
 * LabLeaves:
 * @data: all of it, for the reference
 *
 * Random numbers for everything that a graph's leaves stand for.
 */
typedef struct
{
  LabReferenceData data;
  double *logits[2];
  guint8 *targets[2];
  double *weights[2];
  double *counts[2];
  double parameters[LAB_LEAVES_NUMBERS];
  double learned[LAB_LEAVES_NUMBERS];
} LabLeaves;

/** lab_leaves_init: @least, @greatest: of all numbers but the class counts, which are whole. */
void lab_leaves_init (LabLeaves *self, LabRandom *random, guint B, guint K, guint K2, double least,
                      double greatest);
void lab_leaves_clear (LabLeaves *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabLeaves, lab_leaves_clear)

/** lab_leaves_uniform: Returns: a number from @least to @greatest. */
double lab_leaves_uniform (LabRandom *random, double least, double greatest);

/** lab_leaves_node: Returns: a node of @shape, made of the leaves and of random numbers alone, and
 * positive where they are; nothing is simplified. */
LabRef lab_leaves_node (LabGraph *graph, LabRandom *random, guint shape);

/** lab_leaves_spread: Returns: @ref with at least @shape; nothing is simplified. */
LabRef lab_leaves_spread (LabGraph *graph, LabRef ref, guint shape);

/** lab_leaves_number: Returns: what the reference makes of a node that is one number. */
double lab_leaves_number (const LabLeaves *self, const LabGraph *graph, LabRef ref);

/** lab_leaves_run: runs @program in the precision of @lanes; @roots: for each root NULL, or
 * receives its numbers. */
void lab_leaves_run (const LabLeaves *self, const LabProgram *program, const LabLanes *lanes,
                     double *const *roots);

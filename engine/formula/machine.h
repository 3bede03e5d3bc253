/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"
#include "formula/lanes.h"
#include "formula/program.h"

G_BEGIN_DECLS

/**
 * LabMachine:
 *
 * A program with the memory that it runs in, for one number of classes and one precision.
 *
 * **Threads**: one at a time; any number of machines share a program.
 */
typedef struct _LabMachine LabMachine;

/** lab_machine_new: @program: outlives the machine; @K: classes of each task, 0 where there is
 * none. */
LabMachine *lab_machine_new (const LabProgram *program, const LabLanes *lanes, const guint K[2]);
void lab_machine_free (LabMachine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabMachine, lab_machine_free)

/**
 * lab_machine_reserve:
 * @n: pictures that a batch may have
 *
 * **Errors**: %LAB_ERROR_MEMORY; runs then take the memory that there is.
 */
gboolean lab_machine_reserve (LabMachine *self, guint n, GError **error);

/** lab_machine_set_data: @weights, @counts: for each task, [K], or NULL to leave them what they
 * are, at first 1; copied. */
void lab_machine_set_data (LabMachine *self, const double *const weights[2],
                           const double *const counts[2]);
/** lab_machine_set_parameters: @parameters: [n]; copied. */
void lab_machine_set_parameters (LabMachine *self, const double *parameters, guint n);
/** lab_machine_set_step: what may be new with each step; @learned: [n_learned], copied; @l1, @l2:
 * of theta. */
void lab_machine_set_step (LabMachine *self, double progress, const double *learned,
                           guint n_learned, double l1, double l2);

/**
 * lab_machine_run:
 * @n: B, at least 1
 * @logits: for each task, [B,K] in the machine's precision
 * @targets: for each task, [B], below K
 * @outputs: for each root NULL, or room for it: numbers of the machine's precision where its shape
 * has pictures, else doubles
 */
void lab_machine_run (LabMachine *self, guint n, const void *const logits[2],
                      const guint8 *const targets[2], void *const *outputs);

G_END_DECLS

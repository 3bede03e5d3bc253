/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"
#include "formula/formula.h"
#include "formula/program.h"

G_BEGIN_DECLS

/** LAB_LOSS_TYPED: what a spec's loss begins with where its text follows. */
#define LAB_LOSS_TYPED "formula:"

/**
 * LabLoss:
 * @id: (nullable): of a catalogue's loss; NULL for one that somebody typed
 * @title: what people read: the text's first comment, or a word for a loss without one
 * @group: (nullable): what it is for, as the catalogue sorts it
 * @source: (nullable): where it comes from
 * @note: (nullable): what it does
 * @not_for: (nullable): when it is no good idea
 * @text: in the loss language
 * @line: its `loss = ` line's right side, printed in the usual way
 * @formula: what the text means: its parameters are the sliders
 * @weighted: whether the class weights have a part in it
 * @penalised: whether it has a penalty on the network's parameters
 * @n_tasks: 2 where it needs the second task
 *
 * A loss, read-only and shared. The three programs are what it is computed by.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char *id;
  char *title;
  char *group;
  char *source;
  char *note;
  char *not_for;
  char *text;
  char *line;
  LabFormula *formula;
  gboolean weighted;
  gboolean penalised;
  guint n_tasks;

  LabProgram *training;   /* roots: %LabLossRoot */
  LabProgram *value;      /* the loss and the loss of each picture */
  LabProgram *prediction; /* (nullable): [B,K]; NULL where it is softmax(z) */
} LabLoss;

/**
 * LabLossRoot: what the programs give.
 * @LAB_LOSS_ROOT_VALUE: the loss
 * @LAB_LOSS_ROOT_PER_SAMPLE: [B], where it has a loss of each picture
 * @LAB_LOSS_ROOT_DLOGITS, @LAB_LOSS_ROOT_DLOGITS2: [B,K] of each task
 * @LAB_LOSS_ROOT_DL1, @LAB_LOSS_ROOT_DL2: with respect to the sums over theta
 * @LAB_LOSS_ROOT_DLEARNED: the first of the learned parameters
 */
typedef enum
{
  LAB_LOSS_ROOT_VALUE,
  LAB_LOSS_ROOT_PER_SAMPLE,
  LAB_LOSS_N_VALUE_ROOTS,
  LAB_LOSS_ROOT_DLOGITS = LAB_LOSS_N_VALUE_ROOTS,
  LAB_LOSS_ROOT_DLOGITS2,
  LAB_LOSS_ROOT_DL1,
  LAB_LOSS_ROOT_DL2,
  LAB_LOSS_ROOT_DLEARNED,
} LabLossRoot;

/**
 * lab_loss_new:
 * @id: (nullable)
 * @problems: made for @text; gets errors and warnings
 *
 * Returns: (transfer full) (nullable): the loss that the text describes
 */
LabLoss *lab_loss_new (const char *id, const char *text, LabProblems *problems);
LabLoss *lab_loss_ref (LabLoss *self);
void lab_loss_unref (LabLoss *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLoss, lab_loss_unref)

/**
 * lab_loss_find:
 * @name: a catalogue's id, or %LAB_LOSS_TYPED and a text
 *
 * Returns: (transfer full). The last few texts are not compiled again.
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown id, with the nearest one, and for a text with
 * errors, with the first of them. **Threads**: any.
 */
LabLoss *lab_loss_find (const char *name, GError **error);

/** lab_loss_dup_name: Returns: (transfer full): what lab_loss_find() finds it by wherever it is
 * read: the id of what the program brings, else the text itself, a file's text tidied. */
char *lab_loss_dup_name (const LabLoss *self);

/** lab_loss_tidy: Returns: (transfer full): a file's text as a spec keeps it: lines end with a line
 * feed alone, and nothing blank is at the end. */
char *lab_loss_tidy (const char *text);

/** lab_loss_label: Returns: (transfer full): how a spec's loss is called on one line: its id, or
 * its title where it was typed. */
char *lab_loss_label (const char *name);

/**
 * LabLossUnit: what a loss is a loss of
 * @LAB_LOSS_UNIT_PICTURE: its text gives one for each picture
 * @LAB_LOSS_UNIT_MEAN: its text sums or averages over the batch by itself, and no picture's
 * derivative depends on another one
 * @LAB_LOSS_UNIT_BATCH: a batch as a whole
 */
typedef enum
{
  LAB_LOSS_UNIT_PICTURE,
  LAB_LOSS_UNIT_MEAN,
  LAB_LOSS_UNIT_BATCH,
} LabLossUnit;

LabLossUnit lab_loss_get_unit (const LabLoss *self);

/**
 * lab_loss_own_weights:
 * @parameters: [n_parameters] their values
 * @counts: [K] training pictures of each class
 * @weights: [K] receives the class weights that the loss has where nobody sets any
 */
void lab_loss_own_weights (const LabLoss *self, const double *parameters, guint n_classes,
                           const double *counts, double *weights);

G_END_DECLS

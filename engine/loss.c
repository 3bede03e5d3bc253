/* SPDX-License-Identifier: MIT */
/*
 * A loss is a text; its opening comment says what it is:
 *
 *   # TITLE
 *   # Source: ...
 *   # Group: ...
 *   # what it does, on any number of lines
 *   # Not for: ...
 */
#include "loss.h"

#include "catalogue.h"
#include "formula/derive.h"
#include "formula/reference.h"

#include <glib/gi18n.h>
#include <pthread.h>
#include <string.h>

#define REMEMBERED 32u
#define MAX_TITLE  80 /* characters */

/* ---- the comment ---- */

static gboolean
take_field (const char *line, const char *name, char **field)
{
  if (!g_str_has_prefix (line, name))
    return FALSE;
  g_free (*field);
  *field = g_strstrip (g_strdup (line + strlen (name)));
  return TRUE;
}

static void
read_comment (LabLoss *self)
{
  g_auto (GStrv) lines = g_strsplit (self->text, "\n", -1);
  g_autoptr (GString) note = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *shown = lab_error_line (lines[i]); /* no control characters */
      const char *line = g_strstrip (shown);

      if (*line == '\0' && self->title == NULL)
        continue;
      if (*line != '#')
        break;
      line += strspn (line, "# ");
      if (self->title == NULL)
        self->title = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MAX_TITLE));
      else if (!take_field (line, "Source:", &self->source)
               && !take_field (line, "Group:", &self->group)
               && !take_field (line, "Not for:", &self->not_for))
        g_string_append_printf (note, "%s%s", note->len > 0 ? " " : "", line);
    }
  if (self->title == NULL || *self->title == '\0')
    {
      g_free (self->title);
      self->title = g_strdup (N_ ("Own loss"));
    }
  if (note->len > 0)
    self->note = g_strdup (note->str);
}

/* ---- the programs ---- */

static void
make_programs (LabLoss *self)
{
  const LabMeaning *meaning = &self->formula->computing;
  LabGraph *graph = meaning->graph;
  LabRef leaves[4 + LAB_FORMULA_MAX_LEARNED], gradients[G_N_ELEMENTS (leaves)];
  LabRef roots[LAB_PROGRAM_MAX_ROOTS] = { meaning->loss, meaning->per_sample };
  guint8 shapes[LAB_PROGRAM_MAX_ROOTS]
      = { LAB_SHAPE_SCALAR, LAB_SHAPE_B, LAB_SHAPE_B | LAB_SHAPE_K, LAB_SHAPE_B | LAB_SHAPE_K2 };
  const guint n = 4 + self->formula->n_learned;

  G_STATIC_ASSERT (LAB_LOSS_ROOT_DLEARNED + LAB_FORMULA_MAX_LEARNED <= LAB_PROGRAM_MAX_ROOTS);
  leaves[0] = lab_graph_input (graph, LAB_INPUT_Z);
  leaves[1] = lab_graph_input (graph, LAB_INPUT_Z2);
  leaves[2] = lab_graph_input (graph, LAB_INPUT_L1);
  leaves[3] = lab_graph_input (graph, LAB_INPUT_L2);
  for (guint i = 0; i < self->formula->n_learned; i++)
    leaves[4 + i] = lab_graph_learned (graph, i);
  lab_derive (graph, meaning->loss, leaves, n, gradients);
  memcpy (roots + LAB_LOSS_ROOT_DLOGITS, gradients, n * sizeof *gradients);
  self->training = lab_program_new (graph, roots, shapes, LAB_LOSS_ROOT_DLOGITS + n);
  self->value = lab_program_new (graph, roots, shapes, LAB_LOSS_N_VALUE_ROOTS);
  if (meaning->prediction != LAB_NO_REF)
    self->prediction
        = lab_program_new (graph, &meaning->prediction, &shapes[LAB_LOSS_ROOT_DLOGITS], 1);
}

/* ---- life ---- */

LabLoss *
lab_loss_new (const char *id, const char *text, LabProblems *problems)
{
  g_autoptr (LabLoss) self = g_new0 (LabLoss, 1);
  guint32 deps;

  g_atomic_ref_count_init (&self->ref_count);
  self->formula = lab_formula_new (text, problems);
  if (self->formula == NULL)
    return NULL;
  self->id = g_strdup (id);
  self->text = g_strdup (text);
  self->line = lab_expression_print (lab_formula_find (self->formula, "loss"));
  read_comment (self);
  make_programs (self);
  if (self->formula->computing.graph->full)
    {
      lab_problems_add (problems, lab_formula_find (self->formula, "loss")->span, NULL,
                        "Its derivative is too much to compute: at most %u operations are possible",
                        LAB_GRAPH_MAX_NODES);
      return NULL;
    }
  deps = lab_formula_deps (self->formula);
  self->weighted = (deps & LAB_DEPS_WEIGHTS) != 0;
  self->penalised = (deps & LAB_DEPS_THETA) != 0;
  self->n_tasks = self->formula->n_tasks;
  return g_steal_pointer (&self);
}

LabLoss *
lab_loss_ref (LabLoss *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lab_loss_unref (LabLoss *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  lab_program_free (self->training);
  lab_program_free (self->value);
  lab_program_free (self->prediction);
  lab_formula_free (self->formula);
  g_free (self->id);
  g_free (self->title);
  g_free (self->group);
  g_free (self->source);
  g_free (self->note);
  g_free (self->not_for);
  g_free (self->text);
  g_free (self->line);
  g_free (self);
}

/* ---- by name ---- */

static LabLoss *
compile (const char *text, GError **error)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  LabLoss *loss = lab_loss_new (NULL, text, problems);

  for (guint i = 0; loss == NULL && i < problems->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (problems, i);

      if (problem->warning)
        continue;
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "loss: line %u, column %u: %s",
                   problem->line, problem->column, problem->message);
      break;
    }
  return loss;
}

/* The window asks for the same few losses with every frame. */
LabLoss *
lab_loss_find (const char *name, GError **error)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static LabLoss *remembered[REMEMBERED];
  static guint next;
  const char *text = name + strlen (LAB_LOSS_TYPED);
  LabLoss *loss = NULL;

  if (!g_str_has_prefix (name, LAB_LOSS_TYPED))
    return lab_catalogue_find (name, error);
  pthread_mutex_lock (&lock);
  for (guint i = 0; i < REMEMBERED && loss == NULL; i++)
    if (remembered[i] != NULL && g_str_equal (remembered[i]->text, text))
      loss = lab_loss_ref (remembered[i]);
  if (loss == NULL && (loss = compile (text, error)) != NULL)
    {
      if (remembered[next] != NULL)
        lab_loss_unref (remembered[next]);
      remembered[next] = lab_loss_ref (loss);
      next = (next + 1) % REMEMBERED;
    }
  pthread_mutex_unlock (&lock);
  return loss;
}

char *
lab_loss_tidy (const char *text)
{
  GString *tidy = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != '\r')
      g_string_append_c (tidy, *text);
    else if (text[1] != '\n')
      g_string_append_c (tidy, '\n');
  return g_strchomp (g_string_free (tidy, FALSE));
}

char *
lab_loss_dup_name (const LabLoss *self)
{
  g_autofree char *text = NULL;

  if (self->id == NULL)
    return g_strconcat (LAB_LOSS_TYPED, self->text, NULL);
  if (lab_catalogue_is_builtin (self->id))
    return g_strdup (self->id);
  text = lab_loss_tidy (self->text);
  return g_strconcat (LAB_LOSS_TYPED, text, NULL);
}

char *
lab_loss_label (const char *name)
{
  g_autoptr (LabLoss) loss = lab_loss_find (name, NULL);

  if (loss != NULL && loss->id == NULL)
    return g_strdup (loss->title);
  return lab_error_line (name);
}

LabLossUnit
lab_loss_get_unit (const LabLoss *self)
{
  const LabMeaning *meaning = &self->formula->computing;
  const LabProgram *program = self->training;

  if (meaning->per_sample != LAB_NO_REF
      && (lab_graph_get (meaning->graph, meaning->per_sample)->deps & LAB_DEPS_BATCH) == 0)
    return LAB_LOSS_UNIT_PICTURE;
  for (guint root = LAB_LOSS_ROOT_DLOGITS; root <= LAB_LOSS_ROOT_DLOGITS2; root++)
    if (program->roots[root] != LAB_NO_REF
        && (program->nodes[program->roots[root]].deps & LAB_DEPS_BATCH) != 0)
      return LAB_LOSS_UNIT_BATCH;
  return LAB_LOSS_UNIT_MEAN;
}

void
lab_loss_own_weights (const LabLoss *self, const double *parameters, guint n_classes,
                      const double *counts, double *weights)
{
  const LabMeaning *meaning = &self->formula->computing;
  const LabReferenceData data = {
    .B = 1,
    .K = { n_classes, 0 },
    .counts = { counts, NULL },
    .parameters = parameters,
  };
  g_autofree double *own = NULL;

  if (meaning->weights != LAB_NO_REF)
    own = lab_reference_run (meaning->graph, meaning->weights, &data);
  for (guint k = 0; k < n_classes; k++)
    weights[k] = own == NULL ? 1.0
                 : (lab_graph_get (meaning->graph, meaning->weights)->shape & LAB_SHAPE_K) != 0
                     ? own[k]
                     : own[0];
}

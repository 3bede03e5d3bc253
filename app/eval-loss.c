/* SPDX-License-Identifier: MIT */
/*
 * losslab eval-loss: a loss and its gradient for a batch that is given as JSON, in double. It is
 * the program that training runs, in the wider precision.
 */
#include "command.h"

#include "dataset.h"
#include "formula/machine.h"
#include "logits.h"
#include "loss-argument.h"
#include "kernels/kernels.h"
#include "value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SUMMARY                                                                                  \
  "Reads a batch as JSON from standard input and prints a loss and its gradient, computed in\n"  \
  "double:\n\n"                                                                                  \
  "  echo '{\"logits\": [[0, 1, 2]], \"targets\": [1]}' | losslab eval-loss --loss focal\n\n"    \
  "Input: logits, a row a picture; targets, a class a picture, which most losses need;\n"        \
  "class_weights [the loss's own]; class_counts, training pictures of each class [1 each];\n"    \
  "progress, 0 to 1 [0]; theta, the network's parameters for penalties [none]; logits2, "        \
  "targets2\n"                                                                                   \
  "and class_counts2 of a second task.\n\n"                                                      \
  "Output: loss; per_sample, null where the loss is no mean over the pictures; gradient, with\n" \
  "respect to the logits; gradient2, theta_gradient and parameters, of what is learned, where\n" \
  "there are such. What is infinite or not a number is null, and said on standard error."

typedef struct
{
  LabLoss *loss;
  double parameters[LAB_FORMULA_MAX_PARAMETERS];
  double learned[LAB_FORMULA_MAX_LEARNED];
  LabLogits in;

  double value;
  double *per_sample;
  double *gradient[2];
  double dl1;
  double dl2;
  double dlearned[LAB_FORMULA_MAX_LEARNED];
  guint n_nan;
  guint n_infinite;
} Evaluation;

static void
clear (Evaluation *self)
{
  g_clear_pointer (&self->loss, lab_loss_unref);
  lab_logits_clear (&self->in);
  g_free (self->per_sample);
  g_free (self->gradient[0]);
  g_free (self->gradient[1]);
}

/* ---- parameters ---- */

static gboolean
set_parameter (Evaluation *self, const char *name, double value, GError **error)
{
  const LabFormula *formula = self->loss->formula;
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < formula->n_parameters; i++)
    {
      const LabFormulaParameter *of = &formula->parameters[i];
      char least[G_ASCII_DTOSTR_BUF_SIZE], greatest[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", of->name);
      if (!g_str_equal (of->name, name))
        continue;
      if (value < of->least || value > of->greatest)
        return lab_error_refuse (error, "set: %s must be from %s to %s", name,
                                 lab_value_number (of->least, least),
                                 lab_value_number (of->greatest, greatest));
      self->parameters[i] = value;
      return TRUE;
    }
  for (guint i = 0; i < formula->n_learned; i++)
    {
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", formula->learned[i].name);
      if (g_str_equal (formula->learned[i].name, name))
        {
          self->learned[i] = value;
          return TRUE;
        }
    }
  return lab_error_refuse (error, "set: %s has no parameter ‘%s’: %s%s", self->loss->title, name,
                           known->len > 0 ? "it has " : "it has none", known->str);
}

/* Learned ones can be set too: it is where they happen to be. */
static gboolean
set_parameters (Evaluation *self, char **assignments, GError **error)
{
  const LabFormula *formula = self->loss->formula;

  for (guint i = 0; i < formula->n_parameters; i++)
    self->parameters[i] = formula->parameters[i].value;
  for (guint i = 0; i < formula->n_learned; i++)
    self->learned[i] = formula->learned[i].value;
  for (guint i = 0; assignments != NULL && assignments[i] != NULL; i++)
    {
      const char *equals = strchr (assignments[i], '=');
      g_autofree char *name = NULL;
      double value;
      char *end;

      if (equals == NULL)
        return lab_error_refuse (error, "set: ‘%s’ is no assignment: write it as gamma=2",
                                 assignments[i]);
      name = g_strndup (assignments[i], (gsize) (equals - assignments[i]));
      value = g_ascii_strtod (equals + 1, &end);
      if (equals[1] == '\0' || *end != '\0' || !isfinite (value))
        return lab_error_refuse (error, "set: ‘%s’ is no number: write it as %s=2", equals + 1,
                                 name);
      if (!set_parameter (self, name, value, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- computing ---- */

static gboolean
check_needs (const Evaluation *self, GError **error)
{
  const LabFormula *formula = self->loss->formula;
  const LabLogits *in = &self->in;
  const guint32 deps = lab_formula_deps (formula);

  if (self->loss->n_tasks > 1 && in->K[1] == 0)
    return lab_error_refuse (error, "logits2: %s needs a second task: add its logits and targets2",
                             self->loss->title);
  if ((deps & LAB_DEPS_TARGETS) != 0 && in->targets[0] == NULL)
    return lab_error_refuse (error, "targets: %s needs them: add the class of each row",
                             self->loss->title);
  if ((deps & LAB_DEPS_TARGETS2) != 0 && in->targets[1] == NULL)
    return lab_error_refuse (error, "targets2: %s needs them: add the class of each row of logits2",
                             self->loss->title);
  for (guint task = 0; task < self->loss->n_tasks; task++)
    if (formula->class_indices[task] > in->K[task])
      return lab_error_refuse (error, "logits%s: %s names class %u, and there are classes 0 to %u",
                               task == 0 ? "" : "2", self->loss->title,
                               formula->class_indices[task] - 1, in->K[task] - 1);
  return TRUE;
}

static gboolean
compute (Evaluation *self, GError **error)
{
  const LabLogits *in = &self->in;
  const gboolean second = self->loss->n_tasks > 1;
  const guint K[2] = { in->K[0], second ? in->K[1] : 0 };
  g_autoptr (LabMachine) machine
      = lab_machine_new (self->loss->training, lab_kernels_get ()->dual, K);
  g_autofree guint8 *zeros = g_new0 (guint8, in->n);
  const guint8 *targets[2] = { in->targets[0] != NULL ? in->targets[0] : zeros,
                               in->targets[1] != NULL ? in->targets[1] : zeros };
  double weights[LAB_MAX_CLASSES], l1 = 0.0, l2 = 0.0;
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };

  if (!lab_machine_reserve (machine, in->n, error))
    return FALSE;
  if (in->weights == NULL)
    lab_loss_own_weights (self->loss, self->parameters, K[0], in->counts[0], weights);
  else
    memcpy (weights, in->weights, K[0] * sizeof *weights);
  for (gsize i = 0; i < in->n_theta; i++)
    {
      l1 += fabs (in->theta[i]);
      l2 += in->theta[i] * in->theta[i];
    }

  self->per_sample = g_new0 (double, in->n);
  outputs[LAB_LOSS_ROOT_VALUE] = &self->value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = self->per_sample;
  for (guint task = 0; task < self->loss->n_tasks; task++)
    {
      self->gradient[task] = g_new0 (double, (gsize) in->n *K[task]);
      outputs[LAB_LOSS_ROOT_DLOGITS + task] = self->gradient[task];
    }
  outputs[LAB_LOSS_ROOT_DL1] = &self->dl1;
  outputs[LAB_LOSS_ROOT_DL2] = &self->dl2;
  for (guint i = 0; i < self->loss->formula->n_learned; i++)
    outputs[LAB_LOSS_ROOT_DLEARNED + i] = &self->dlearned[i];

  lab_machine_set_data (machine, (const double *[]){ weights, NULL },
                        (const double *[]){ in->counts[0], in->counts[1] });
  lab_machine_set_parameters (machine, self->parameters, self->loss->formula->n_parameters);
  lab_machine_set_step (machine, in->progress, self->learned, self->loss->formula->n_learned, l1,
                        l2);
  lab_machine_run (machine, in->n, (const void *[]){ in->logits[0], second ? in->logits[1] : NULL },
                   (const guint8 *[]){ targets[0], second ? targets[1] : NULL }, outputs);
  return TRUE;
}

/* ---- what comes out ---- */

static json_t *
real (Evaluation *self, double value)
{
  self->n_nan += isnan (value) != 0;
  self->n_infinite += isinf (value) != 0;
  return lab_command_real (value);
}

static json_t *
row (Evaluation *self, const double *values, gsize n)
{
  json_t *array = json_array ();

  for (gsize i = 0; i < n; i++)
    json_array_append_new (array, real (self, values[i]));
  return array;
}

static json_t *
rows (Evaluation *self, guint task)
{
  const guint K = self->in.K[task];
  json_t *array = json_array ();

  for (guint b = 0; b < self->in.n; b++)
    json_array_append_new (array, row (self, &self->gradient[task][(gsize) b * K], K));
  return array;
}

static json_t *
theta_gradient (Evaluation *self)
{
  json_t *array = json_array ();

  for (gsize i = 0; i < self->in.n_theta; i++)
    {
      const double theta = self->in.theta[i];
      const double sign = theta > 0.0 ? 1.0 : theta < 0.0 ? -1.0 : 0.0;

      json_array_append_new (array, real (self, self->dl1 * sign + 2.0 * self->dl2 * theta));
    }
  return array;
}

static json_t *
describe (Evaluation *self)
{
  const LabLoss *loss = self->loss;
  json_t *object = json_object ();

  json_object_set_new (object, "loss", real (self, self->value));
  json_object_set_new (object, "per_sample",
                       loss->training->roots[LAB_LOSS_ROOT_PER_SAMPLE] == LAB_NO_REF
                           ? json_null ()
                           : row (self, self->per_sample, self->in.n));
  json_object_set_new (object, "gradient", rows (self, 0));
  if (loss->n_tasks > 1)
    json_object_set_new (object, "gradient2", rows (self, 1));
  if (self->in.theta != NULL)
    json_object_set_new (object, "theta_gradient", theta_gradient (self));
  if (loss->formula->n_learned > 0)
    {
      json_t *parameters = json_object ();

      for (guint i = 0; i < loss->formula->n_learned; i++)
        json_object_set_new (parameters, loss->formula->learned[i].name,
                             real (self, self->dlearned[i]));
      json_object_set_new (object, "parameters", parameters);
    }
  return object;
}

static void
print (Evaluation *self, const char *command)
{
  json_t *object = describe (self);

  if (self->n_nan + self->n_infinite > 0)
    g_printerr ("losslab %s: the result has %u NaN and %u infinite numbers: JSON has neither, so "
                "they are null\n",
                command, self->n_nan, self->n_infinite);
  json_dumpf (object, stdout, JSON_REAL_PRECISION (17));
  puts ("");
  json_decref (object);
}

/* ---- the command ---- */

typedef struct
{
  char *id;
  char *file;
  char *formula;
  char **parameters;
} Given;

static gboolean
parse (Given *given, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "loss", 0, 0, G_OPTION_ARG_STRING, &given->id,
      "The loss: a name of losslab losses, a file, or formula: and a text", "LOSS" },
    { "loss-file", 0, 0, G_OPTION_ARG_FILENAME, &given->file, "The file with the loss's text",
      "FILE" },
    { "formula", 0, 0, G_OPTION_ARG_STRING, &given->formula, "The loss's text", "TEXT" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given->parameters,
      "A parameter of the loss; again for others", "NAME=VALUE" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, SUMMARY);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    return lab_error_refuse (error,
                             "‘%s’ is too many: options begin with --, and the batch comes from "
                             "standard input",
                             (*argv)[1]);
  if ((given->id != NULL) + (given->file != NULL) + (given->formula != NULL) != 1)
    return lab_error_refuse (error, "name one loss, by --loss, --loss-file or --formula");
  return TRUE;
}

static LabLoss *
get_loss (const Given *given, const char *command, GError **error)
{
  return given->id != NULL ? lab_loss_argument_read (command, "loss", given->id, error)
         : given->file != NULL
             ? lab_loss_argument_read_file (command, given->file, error)
             : lab_loss_argument_compile (command, "formula", given->formula, error);
}

int
lab_eval_loss_command (int argc, char **argv)
{
  const char *command = argv[0];
  Given given = { 0 };
  Evaluation evaluation = { 0 };
  GError *error = NULL;

  if (parse (&given, &argc, &argv, &error)
      && (evaluation.loss = get_loss (&given, command, &error)) != NULL
      && set_parameters (&evaluation, given.parameters, &error)
      && lab_logits_read (&evaluation.in, stdin, &error) && check_needs (&evaluation, &error)
      && compute (&evaluation, &error))
    print (&evaluation, command);
  clear (&evaluation);
  g_free (given.id);
  g_free (given.file);
  g_free (given.formula);
  g_strfreev (given.parameters);
  return error != NULL ? lab_command_fail (command, error)
                       : lab_command_flush (command, LAB_EXIT_DONE);
}

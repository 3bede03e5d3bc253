/* SPDX-License-Identifier: MIT */
#include "results.h"

#include "command.h"
#include "loss.h"
#include "out/run-report.h"
#include "scores.h"
#include "seeds.h"

#include <math.h>

/* Printf would follow the locale. */
static void
append_decimal (GString *text, const char *before, const char *format, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, before);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

char *
lab_results_epoch_line (const LabRun *run, const LabEpoch *epoch, gboolean name_seed)
{
  g_autofree char *name = lab_run_report_name (run, name_seed);
  GString *text = g_string_new (name);
  const LabEvaluation *evaluation = epoch->evaluation;

  g_string_append_printf (text, "  Epoch %u/%u", epoch->epoch, run->spec->epochs);
  append_decimal (text, ", Loss: ", "%.4f", epoch->loss);
  append_decimal (text, ", train accuracy: ", "%.4f", lab_confusion_accuracy (evaluation->train));
  if (evaluation->validation != NULL)
    append_decimal (text, ", validation accuracy: ", "%.4f",
                    lab_confusion_accuracy (evaluation->validation));
  append_decimal (text, ", test accuracy: ", "%.4f", lab_confusion_accuracy (evaluation->test));
  append_decimal (text, ", balanced: ", "%.4f", lab_confusion_balanced_accuracy (evaluation->test));
  if (evaluation->test2 != NULL)
    append_decimal (text, ", second task: ", "%.4f", lab_confusion_accuracy (evaluation->test2));
  append_decimal (text, ", test loss: ", "%.4f", evaluation->test_loss);
  append_decimal (text, ", ", "%.2f", epoch->seconds);
  g_string_append (text, " s");
  return g_string_free (text, FALSE);
}

char *
lab_results_summary (const LabEngine *engine)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);
      const LabEvaluation *latest = lab_run_get_latest (run);

      g_autofree char *name = lab_run_report_name (run, TRUE);

      g_string_append_printf (text, "%s: %s", name, lab_run_state_name (lab_run_get_state (run)));
      if (latest != NULL)
        {
          append_decimal (text, ", test accuracy ", "%.4f", lab_confusion_accuracy (latest->test));
          append_decimal (text, ", balanced ", "%.4f",
                          lab_confusion_balanced_accuracy (latest->test));
          if (latest->test2 != NULL)
            append_decimal (text, ", second task ", "%.4f", lab_confusion_accuracy (latest->test2));
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* ---- JSON ---- */

static void
add_accuracies_json (json_t *object, const char *set, const LabConfusion *matrix)
{
  g_autofree char *plain = g_strconcat (set, "_accuracy2", NULL);
  g_autofree char *balanced = g_strconcat (set, "_balanced_accuracy2", NULL);

  if (matrix == NULL)
    return;
  json_object_set_new (object, plain, lab_command_real (lab_confusion_accuracy (matrix)));
  json_object_set_new (object, balanced,
                       lab_command_real (lab_confusion_balanced_accuracy (matrix)));
}

/* What the loss learned up to the epoch's end. */
static void
add_learned_json (json_t *object, const LabRun *run, const LabEpoch *epoch)
{
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, NULL);
  const guint64 steps = (guint64) epoch->epoch * run->steps_per_epoch;
  json_t *learned;

  if (run->n_learned == 0)
    return;
  learned = json_object ();
  for (guint l = 0; l < run->n_learned; l++)
    json_object_set_new (learned, loss->formula->learned[l].name,
                         lab_command_real ((double) lab_series_get (run->learned[l], steps - 1)));
  json_object_set_new (object, "learned", learned);
}

static json_t *
epoch_json (const LabRun *run, const LabEpoch *epoch)
{
  const LabEvaluation *evaluation = epoch->evaluation;
  json_t *object = json_pack ("{s:i}", "epoch", (int) epoch->epoch);

  json_object_set_new (object, "loss", lab_command_real (epoch->loss));
  json_object_set_new (object, "train_accuracy",
                       lab_command_real (lab_confusion_accuracy (evaluation->train)));
  if (evaluation->validation != NULL)
    {
      json_object_set_new (object, "validation_accuracy",
                           lab_command_real (lab_confusion_accuracy (evaluation->validation)));
      json_object_set_new (object, "validation_balanced_accuracy",
                           lab_command_real (
                               lab_confusion_balanced_accuracy (evaluation->validation)));
    }
  json_object_set_new (object, "test_accuracy",
                       lab_command_real (lab_confusion_accuracy (evaluation->test)));
  json_object_set_new (object, "test_balanced_accuracy",
                       lab_command_real (lab_confusion_balanced_accuracy (evaluation->test)));
  json_object_set_new (object, "test_loss", lab_command_real (evaluation->test_loss));
  json_object_set_new (object, "test_cross_entropy",
                       lab_command_real (evaluation->test_cross_entropy));
  json_object_set_new (object, "seconds", lab_command_real (epoch->seconds));
  add_accuracies_json (object, "test", evaluation->test2);
  add_accuracies_json (object, "validation", evaluation->validation2);
  add_accuracies_json (object, "train", evaluation->train2);
  add_learned_json (object, run, epoch);
  return object;
}

static json_t *
measures_json (const char *name, const LabClassMeasures *m)
{
  json_t *object = json_object ();

  if (name != NULL)
    json_object_set_new (object, "class", json_string (name));
  json_object_set_new (object, "precision", lab_command_real (m->precision));
  json_object_set_new (object, "recall", lab_command_real (m->recall));
  json_object_set_new (object, "f1", lab_command_real (m->f1));
  json_object_set_new (object, "support", json_integer ((json_int_t) m->support));
  return object;
}

static void
add_matrix_json (json_t *object, const LabConfusion *matrix, const char *const *class_names,
                 const char *matrix_name, const char *classes_name)
{
  json_t *rows = json_array (), *classes = json_array ();

  for (guint t = 0; t < matrix->n_classes; t++)
    {
      const LabClassMeasures m = lab_confusion_class (matrix, t);
      json_t *row = json_array ();

      for (guint k = 0; k < matrix->n_classes; k++)
        json_array_append_new (row, json_integer (lab_confusion_get (matrix, t, k)));
      json_array_append_new (rows, row);
      json_array_append_new (classes, measures_json (class_names[t], &m));
    }
  json_object_set_new (object, matrix_name, rows);
  json_object_set_new (object, classes_name, classes);
}

static void
add_averages_json (json_t *object, const LabConfusion *matrix)
{
  LabClassMeasures m = lab_confusion_macro (matrix);

  json_object_set_new (object, "macro_average", measures_json (NULL, &m));
  m = lab_confusion_weighted (matrix);
  json_object_set_new (object, "weighted_average", measures_json (NULL, &m));
}

json_t *
lab_results_run_json (const LabRun *run, const LabDataset *dataset, const LabTrainingSet *set)
{
  const LabEvaluation *latest = lab_run_get_latest (run);
  const LabDivergence *divergence = lab_run_get_divergence (run);
  json_t *epochs = json_array ();
  g_autofree char *loss = lab_loss_label (run->spec->loss);
  json_t *object = json_object ();

  json_object_set_new (object, "role", json_string (lab_experiment_role (run->side)));
  json_object_set_new (object, "loss", json_string (loss));
  json_object_set_new (object, "seed", json_integer ((json_int_t) run->spec->seed));
  json_object_set_new (object, "status",
                       json_string (lab_run_state_name (lab_run_get_state (run))));
  if (divergence != NULL)
    {
      json_t *place = json_object ();

      json_object_set_new (place, "step", json_integer ((json_int_t) divergence->step));
      json_object_set_new (place, "where", json_string (divergence->where));
      json_object_set_new (object, "divergence", place);
    }
  for (guint e = 0; e < lab_run_n_epochs (run); e++)
    json_array_append_new (epochs, epoch_json (run, lab_run_get_epoch (run, e)));
  json_object_set_new (object, "epochs", epochs);
  if (latest == NULL)
    return object;
  add_matrix_json (object, latest->test, (const char *const *) dataset->class_names, "confusion",
                   "classes");
  add_averages_json (object, latest->test);
  json_object_set_new (object, "matthews_correlation",
                       lab_command_real (lab_confusion_matthews (latest->test)));
  if (latest->test2 != NULL)
    add_matrix_json (object, latest->test2, (const char *const *) dataset->second.class_names,
                     "confusion2", "classes2");
  lab_scores_add (object, run, dataset, set);
  return object;
}

char *
lab_results_json (const LabExperiment *experiment, const LabEngine *engine)
{
  json_t *object = json_object (), *runs = json_array ();
  char *text, *copy;

  json_object_set_new (object, "version", json_integer (1));
  json_object_set_new (object, "settings", lab_experiment_to_json (experiment));
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    json_array_append_new (runs, lab_results_run_json (lab_engine_get_run (engine, i),
                                                       lab_engine_get_dataset (engine),
                                                       lab_engine_get_training_set (engine)));
  json_object_set_new (object, "runs", runs);
  json_object_set_new (object, "summary", lab_seeds_json (experiment, engine));
  text = json_dumps (object, JSON_INDENT (1) | JSON_REAL_PRECISION (15));
  json_decref (object);
  copy = g_strdup (text);
  free (text);
  return copy;
}

/* SPDX-License-Identifier: MIT */
/* losslab runs: what the history keeps. */
#include "command.h"
#include "experiment-runs.h"
#include "loss.h"
#include "out/run-report.h"
#include "out/torch-export.h"
#include "results.h"
#include "store/history.h"
#include "train/trainer.h"
#include "ui/model/arrangement.h"
#include "ui/out/outputs.h"
#include "watch.h"

#include <math.h>
#include <stdio.h>

#define SUMMARY                                                                                \
  "What was trained is kept, with its settings, curves, matrices and weights.\n\n"             \
  "  losslab runs [list [WORD...]]  the runs, the newest first; those that have all words\n"   \
  "  losslab runs show ID           a run's settings and report\n"                             \
  "  losslab runs resume ID         goes on with its experiment's runs that were stopped or\n" \
  "                                 interrupted\n"                                             \
  "  losslab runs export ID DIR     writes its experiment's plots, tables, reports and\n"      \
  "                                 .losslab file into a folder\n"                             \
  "  losslab runs delete ID         takes a run out of the list; it is gone in the first\n"    \
  "                                 training after a day\n"                                    \
  "  losslab runs undelete ID       brings it back until then"

#define WIDTH 80 /* columns of a note */

typedef struct
{
  LabHistory *history;
  char **arguments; /* behind the action's name */
  gint64 id;
  LabSummary *summary; /* of @id */
  gboolean json;
  gboolean deleted;
} Request;

/* ---- list and show ---- */

static json_t *
accuracy_json (double accuracy)
{
  return isnan (accuracy) ? json_null () : json_real (accuracy);
}

static json_t *
summary_json (const LabSummary *s)
{
  json_t *object = json_object ();
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (s->created);
  g_autofree char *date = g_date_time_format_iso8601 (created);

  json_object_set_new (object, "id", json_integer (s->id));
  json_object_set_new (object, "experiment", json_integer (s->experiment));
  json_object_set_new (object, "title", json_string (s->title));
  json_object_set_new (object, "status", json_string (lab_run_state_name (s->state)));
  json_object_set_new (object, "created", json_string (date));
  json_object_set_new (object, "role", json_string (lab_experiment_role (s->side)));
  json_object_set_new (object, "loss", json_string (s->loss));
  json_object_set_new (object, "loss_title", json_string (s->loss_title));
  json_object_set_new (object, "seed", json_integer ((json_int_t) s->seed));
  json_object_set_new (object, "dataset", json_string (s->dataset));
  json_object_set_new (object, "step", json_integer ((json_int_t) s->step));
  json_object_set_new (object, "steps", json_integer ((json_int_t) s->n_steps));
  json_object_set_new (object, "test_accuracy", accuracy_json (s->test_accuracy));
  json_object_set_new (object, "test_balanced_accuracy", accuracy_json (s->balanced_accuracy));
  if (s->origin.run != 0)
    {
      json_object_set_new (object, "parent", json_integer (s->origin.run));
      json_object_set_new (object, "parent_step", json_integer ((json_int_t) s->origin.step));
    }
  json_object_set_new (object, "pinned", json_boolean (s->pinned));
  json_object_set_new (object, "tags", json_string (s->tags));
  json_object_set_new (object, "note", json_string (s->note));
  return object;
}

static void
print_json (json_t *object)
{
  char *text = json_dumps (object, JSON_INDENT (1) | JSON_REAL_PRECISION (15));

  puts (text);
  free (text);
  json_decref (object);
}

static char *
date_of (const LabSummary *s)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_local (s->created);

  return g_date_time_format (created, "%Y-%m-%d %H:%M");
}

static void
print_heading (void)
{
  printf ("%6s  %-16s  %-11s  %-8s  %-8s %-28s %-4s  %s\n", "run", "created", "status", "accuracy",
          "role", "loss", "seed", "title");
}

static void
print_row (const LabSummary *s)
{
  g_autofree char *date = date_of (s);
  char accuracy[G_ASCII_DTOSTR_BUF_SIZE] = "-";

  if (!isnan (s->test_accuracy))
    g_ascii_formatd (accuracy, sizeof accuracy, "%.4f", s->test_accuracy);
  printf ("%6" G_GINT64_FORMAT "  %s  %-11s  %-8s  %-8s %-28s %-4" G_GUINT64_FORMAT
          "  %s%s%s%s%s\n",
          s->id, date, lab_run_state_name (s->state), accuracy, lab_experiment_role (s->side),
          s->loss_title, s->seed, s->title, *s->tags == '\0' ? "" : "  [", s->tags,
          *s->tags == '\0' ? "" : "]", s->pinned ? "  (pinned)" : "");
}

static gboolean
list (const Request *self, GError **error)
{
  g_autofree char *words = g_strjoinv (" ", self->arguments);
  const LabQuery query = { .words = words, .descending = TRUE, .deleted = self->deleted };
  g_autoptr (GPtrArray) runs = lab_history_list (self->history, &query, error);

  if (runs == NULL)
    return FALSE;
  if (self->json)
    {
      json_t *array = json_array ();

      for (guint i = 0; i < runs->len; i++)
        json_array_append_new (array, summary_json (runs->pdata[i]));
      print_json (json_pack ("{s:i, s:o}", "version", 1, "runs", array));
      return TRUE;
    }
  if (runs->len == 0)
    puts (*words != '\0'  ? "No such run."
          : self->deleted ? "No run is deleted."
                          : "No run is kept yet: losslab compare trains some.");
  else
    print_heading ();
  for (guint i = 0; i < runs->len; i++)
    print_row (runs->pdata[i]);
  return TRUE;
}

/* Lines as they were written, folded at spaces where they are long. */
static void
print_note (const char *note)
{
  g_auto (GStrv) lines = g_strsplit (note, "\n", -1);

  if (*note == '\0')
    return;
  fputs ("Note:", stdout);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = lab_error_line (lines[i]);
      g_auto (GStrv) words = g_strsplit (line, " ", -1);
      glong column = WIDTH;

      for (guint w = 0; words[w] != NULL; w++)
        {
          const glong width = g_utf8_strlen (words[w], -1);
          const gboolean fits = w > 0 && column + 1 + width <= WIDTH;

          printf ("%s%s", fits ? " " : "\n  ", words[w]);
          column = fits ? column + 1 + width : 2 + width;
        }
    }
  putchar ('\n');
}

/* @set: (nullable): what it learned from. */
static void
show_json (const LabSummary *s, LabRun *run, const char *fingerprint, const LabDataset *dataset,
           const LabTrainingSet *set)
{
  g_autoptr (LabExperiment) experiment = lab_experiment_runs_describe (&run, 1, 1);
  json_t *object = summary_json (s);

  json_object_set_new (object, "trained_by", json_string (fingerprint));
  json_object_set_new (object, "settings", lab_experiment_to_json (experiment));
  if (set != NULL)
    json_object_set_new (object, "run", lab_results_run_json (run, dataset, set));
  print_json (object);
}

static void
show_settings (const LabSummary *s, const LabRun *run, const char *fingerprint)
{
  g_autofree char *date = date_of (s);

  printf ("Run %" G_GINT64_FORMAT " of experiment %" G_GINT64_FORMAT ": %s\n", s->id, s->experiment,
          s->title);
  printf ("%s, %s, step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT "\n",
          lab_run_state_name (s->state), date, s->step, s->n_steps);
  printf ("Trained by %s\n", fingerprint);
  if (s->origin.run != 0)
    printf ("A branch of run %" G_GINT64_FORMAT " at its step %" G_GUINT64_FORMAT "\n",
            s->origin.run, s->origin.step);
  if (*s->tags != '\0')
    printf ("Tags: %s\n", s->tags);
  print_note (s->note);
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      g_autofree char *value = i == LAB_SETTING_LOSS ? lab_loss_label (run->spec->loss)
                                                     : lab_spec_print (run->spec, i);

      printf ("  %s = %s\n", lab_settings[i].name, value);
    }
  for (guint i = 0; i < lab_run_n_journal (run); i++)
    {
      const LabJournalEntry *entry = lab_run_get_journal (run, i);

      printf ("  from step %" G_GUINT64_FORMAT ": %s = %s\n", entry->step,
              lab_settings[entry->setting].name, entry->text);
    }
}

/* What there is to say without its pictures: they name the classes. */
static void
show_epochs (const LabRun *run)
{
  putchar ('\n');
  for (guint i = 0; i < lab_run_n_epochs (run); i++)
    {
      g_autofree char *line = lab_results_epoch_line (run, lab_run_get_epoch (run, i), TRUE);

      puts (line);
    }
}

static gboolean
show (const Request *self, GError **error)
{
  g_autoptr (LabRun) run = lab_history_read (self->history, self->id, error);
  g_autofree char *fingerprint
      = run == NULL ? NULL : lab_history_fingerprint (self->history, self->id, error);
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (LabTrainingSet) set = NULL;

  if (fingerprint == NULL)
    return FALSE;
  dataset = lab_dataset_load (run->spec->dataset, error);
  if (dataset != NULL && lab_trainer_check (run, dataset, error))
    set = lab_damage_apply (&run->spec->damage, dataset, error);
  if (self->json)
    {
      show_json (self->summary, run, fingerprint, dataset, set);
      return set != NULL;
    }
  show_settings (self->summary, run, fingerprint);
  if (set == NULL)
    show_epochs (run);
  else
    {
      g_autofree char *report = lab_run_report (run, dataset, TRUE);

      printf ("\n%s", report);
    }
  return set != NULL;
}

/* ---- resume, export, delete, undelete ---- */

static void
mention_runs (const Request *self, const GPtrArray *list, FILE *stream)
{
  g_autoptr (GString) numbers = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const LabSummary *summary = list->pdata[i];

      if (lab_arrangement_goes_on (summary))
        g_string_append_printf (numbers, "%s %" G_GINT64_FORMAT, n++ > 0 ? "," : "", summary->id);
    }
  fprintf (stream, "Experiment %" G_GINT64_FORMAT ", %s: %s%s %s on\n", self->summary->experiment,
           self->summary->title, n > 1 ? "runs" : "run", numbers->str, n > 1 ? "go" : "goes");
}

static void
mention_fingerprint (const Request *self, const GPtrArray *list)
{
  g_autofree char *is = lab_fingerprint ();

  for (guint i = 0; i < list->len; i++)
    {
      const LabSummary *summary = list->pdata[i];
      g_autofree char *was = lab_history_fingerprint (self->history, summary->id, NULL);

      if (lab_arrangement_goes_on (summary) && g_strcmp0 (was, is) != 0)
        g_printerr ("losslab runs: run %" G_GINT64_FORMAT " was begun by %s and goes on by %s: its "
                    "numbers may differ a little from what they would have been\n",
                    summary->id, was, is);
    }
}

static gboolean
go_on (const Request *self, LabExperimentRuns *its, GError **error)
{
  LabWatch watch = LAB_WATCH_INIT;
  FILE *stream = self->json ? stderr : stdout;
  g_autoptr (LabEngine) engine = NULL;
  const LabExperiment *experiment;
  gboolean whole;

  if (!lab_experiment_runs_read (its, self->history, TRUE, error)
      || (engine = lab_engine_new_from_runs ((LabRun *const *) its->runs->pdata, its->runs->len,
                                             its->dataset, 0, lab_watch_ring, &watch, error))
             == NULL
      || !lab_history_follow (self->history, engine, self->summary->title, error))
    return FALSE;
  experiment = its->file->experiment;
  mention_runs (self, its->list, stream);
  mention_fingerprint (self, its->list);
  whole = lab_watch_train (&watch, engine, experiment->n_seeds > 1, stream);
  lab_history_leave (self->history, engine);
  if (self->json)
    {
      g_autofree char *json = lab_results_json (experiment, engine);

      puts (json);
    }
  else
    lab_watch_report (experiment, engine);
  fflush (stdout); /* the history may have to wait for other programs */
  if (!whole)
    g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                 "interrupted; losslab runs resume %" G_GINT64_FORMAT " goes on from there",
                 self->id);
  return whole;
}

/* Runs that belong together go on together, and are compared at the end. */
static gboolean
resume (const Request *self, GError **error)
{
  g_auto (LabExperimentRuns) its = { 0 };
  gboolean any = FALSE;

  if (!lab_experiment_runs_find (&its, self->history, self->summary, TRUE, error))
    return FALSE;
  for (guint i = 0; i < its.list->len; i++)
    any = lab_arrangement_goes_on (its.list->pdata[i]) || any;
  if (!any)
    return lab_error_refuse (error,
                             "run %" G_GINT64_FORMAT
                             " has %s, and no other run goes on with it: only runs that were "
                             "stopped or interrupted go on",
                             self->id, lab_run_state_name (self->summary->state));
  return go_on (self, &its, error);
}

/* One line, where no file can be written of what begins with another run's weights. */
static void
mention_branch (const Request *self, const LabResult *result)
{
  if (lab_result_is_branch (result))
    g_printerr ("losslab runs: run %" G_GINT64_FORMAT
                " is a branch: exported without .losslab file, "
                "which cannot hold its first weights%s\n",
                self->id,
                lab_torch_export_check_runs (result->experiment, result->runs, NULL)
                    ? ""
                    : ", and without script: they were given up");
}

static gboolean
write_out (const Request *self, LabOutputs *outputs, const LabExperimentRuns *its, GError **error)
{
  const LabRun *first = its->runs->pdata[0];
  g_autoptr (LabTrainingSet) set = lab_damage_apply (&first->spec->damage, its->dataset, error);
  LabOutputsForm form = { .formats = { TRUE, TRUE, TRUE }, .handout = TRUE, .file = TRUE };
  const LabResult result = { .title = self->summary->title,
                             .description = its->file->description,
                             .experiment = its->file->experiment,
                             .runs = (LabRun *const *) its->runs->pdata,
                             .dataset = its->dataset,
                             .set = set };

  if (set == NULL)
    return FALSE;
  form.everything = lab_torch_export_check (its->file->experiment, its->dataset, set, NULL);
  if (!lab_outputs_write (outputs, &result, &form, error))
    return FALSE;
  mention_branch (self, &result);
  return TRUE;
}

/* One line, where not all of the experiment is there. */
static void
mention_missing (const LabExperimentRuns *its)
{
  const LabSummary *first = its->list->pdata[0];
  const guint n = its->list->len, n_deleted = its->n_all - its->n_left;

  if (n == its->n_all)
    return;
  g_printerr ("losslab runs: %u of the %u runs of this experiment %s deleted: ", n_deleted,
              its->n_all, n_deleted == 1 ? "was" : "were");
  if (n == 1)
    g_printerr ("run %" G_GINT64_FORMAT " alone is exported\n", first->id);
  else if (its->n_seeds == 1)
    g_printerr ("the %u runs of seed %" G_GUINT64_FORMAT " are exported\n", n, first->seed);
  else
    g_printerr ("the %u runs of %u seeds are exported%s\n", n, its->n_seeds,
                lab_experiment_runs_follow_on (its)
                    ? ""
                    : ", without script and .losslab file: their seeds have a gap");
}

static gboolean export(const Request *self, GError **error)
{
  const char *folder = self->arguments[1];
  g_autoptr (LabOutputs) outputs = lab_outputs_new (folder, error);
  g_auto (LabExperimentRuns) its = { 0 };

  if (outputs == NULL
      || !lab_experiment_runs_find (&its, self->history, self->summary, FALSE, error)
      || !lab_experiment_runs_read (&its, self->history, FALSE, error)
      || !write_out (self, outputs, &its, error))
    return FALSE;
  mention_missing (&its);
  printf ("Plots, tables and reports are in %s\n", folder);
  return TRUE;
}

static gboolean delete (const Request *self, GError **error)
{
  if (!lab_history_delete (self->history, self->id, error))
    return FALSE;
  printf ("Run %" G_GINT64_FORMAT " is deleted; losslab runs undelete %" G_GINT64_FORMAT
          " brings it back until the first training after a day\n",
          self->id, self->id);
  return TRUE;
}

static gboolean
undelete (const Request *self, GError **error)
{
  g_autoptr (LabSummary) there = lab_history_find (self->history, self->id, NULL);

  if (there != NULL)
    return lab_error_refuse (error, "run %" G_GINT64_FORMAT " is not deleted", self->id);
  if (!lab_history_undelete (self->history, self->id, error))
    return FALSE;
  printf ("Run %" G_GINT64_FORMAT " is back\n", self->id);
  return TRUE;
}

/* ---- the command ---- */

static const struct
{
  const char *name;
  guint n_arguments;
  gboolean writes;     /* into the history */
  gboolean of_deleted; /* runs, which the list does not have */
  gboolean (*act) (const Request *self, GError **error);
} ACTIONS[] = {
  { "list", 0, FALSE, FALSE, list },    { "show", 1, FALSE, FALSE, show },
  { "resume", 1, TRUE, FALSE, resume }, { "export", 2, FALSE, FALSE, export },
  { "delete", 1, TRUE, FALSE, delete }, { "undelete", 1, TRUE, TRUE, undelete },
};

static gboolean
act (Request *self, const char *name, GError **error)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (ACTIONS) && !g_str_equal (ACTIONS[i].name, name))
    i++;
  if (i == G_N_ELEMENTS (ACTIONS))
    return lab_error_refuse (error,
                             "‘%s’ cannot be done: choose list, show, resume, export, "
                             "delete or undelete",
                             name);
  if (ACTIONS[i].n_arguments > 0)
    {
      if (g_strv_length (self->arguments) != ACTIONS[i].n_arguments)
        return lab_error_refuse (error, "write losslab runs %s ID%s", name,
                                 ACTIONS[i].n_arguments > 1 ? " DIR" : "");
      if (!g_ascii_string_to_unsigned (self->arguments[0], 10, 1, G_MAXINT64, (guint64 *) &self->id,
                                       NULL))
        return lab_error_refuse (error, "‘%s’ is no run's number: losslab runs lists them",
                                 self->arguments[0]);
    }
  self->history
      = ACTIONS[i].writes ? lab_history_open (NULL, error) : lab_history_open_to_read (NULL, error);
  if (self->history == NULL)
    return FALSE;
  if (self->id != 0 && !ACTIONS[i].of_deleted
      && (self->summary = lab_history_find (self->history, self->id, error)) == NULL)
    return FALSE;
  return ACTIONS[i].act (self, error);
}

int
lab_runs_command (int argc, char **argv)
{
  Request request = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.json, "Print the results as JSON", NULL },
    { "deleted", 0, 0, G_OPTION_ARG_NONE, &request.deleted,
      "List the runs that were deleted and can be brought back", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[ACTION]");
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autofree char **shallow = g_memdup2 (arguments, (gsize) (argc + 1) * sizeof (char *));
  GError *error = NULL, *unwritten = NULL;
  gboolean done;

  g_option_context_set_summary (context, SUMMARY);
  g_option_context_add_main_entries (context, entries, NULL);
  /* GOption takes out of the array what it has read; the strings stay ours. */
  if (!g_option_context_parse (context, &argc, &shallow, &error))
    return lab_command_fail (argv[0], error);
  request.arguments = shallow + MIN (argc, 2);
  done = act (&request, argc < 2 ? "list" : shallow[1], &error);
  lab_summary_free (request.summary);
  if (!lab_history_finish (request.history, &unwritten))
    {
      g_clear_error (&error);
      error = unwritten;
      done = FALSE;
    }
  return done ? lab_command_flush (argv[0], LAB_EXIT_DONE) : lab_command_fail (argv[0], error);
}

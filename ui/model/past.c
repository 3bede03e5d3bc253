/* SPDX-License-Identifier: MIT */
#include "past.h"

#include "arrangement.h"
#include "handover.h"
#include "train/trainer.h"
#include "ui/plot/chart.h"

#include <glib/gi18n.h>

static gpointer
ref_run (gconstpointer run, gpointer data)
{
  return lab_run_ref ((LabRun *) run);
}

static void
free_flag (gint *flag)
{
  g_atomic_rc_box_release (flag);
}

void
lab_past_free (LabPast *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (self->cancelled, TRUE);
  free_flag (self->cancelled);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_strfreev (self->names);
  g_free (self->title);
  g_free (self->description);
  g_free (self->note);
  lab_experiment_free (self->experiment);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_free (self);
}

/* ---- reading ---- */

typedef struct
{
  LabArchive *archive;
  LabPastKind kind;
  gint64 *ids;
  guint n;
  LabDataset *known;
  LabPast *past;
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  lab_handover_take (request);
  g_object_unref (request->archive);
  g_clear_pointer (&request->known, lab_dataset_unref);
  lab_past_free (request->past);
  g_free (request->ids);
  g_free (request);
}

static int
by_side (gconstpointer a, gconstpointer b)
{
  const LabSummary *one = *(LabSummary *const *) a, *other = *(LabSummary *const *) b;

  return (int) one->side - (int) other->side;
}

/* Returns: (transfer full): the runs' summaries. */
static GPtrArray *
find (LabHistory *history, const Request *request, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (request->kind != LAB_PAST_RUNS)
    return lab_history_list (history, &(LabQuery){ .experiment = request->ids[0] }, error);
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_summary_free);
  for (guint i = 0; i < request->n; i++)
    {
      LabSummary *summary = lab_history_find (history, request->ids[i], error);

      if (summary == NULL)
        return NULL;
      g_ptr_array_add (list, summary);
    }
  /* What was the standard stays that. */
  g_ptr_array_sort (list, by_side);
  return g_steal_pointer (&list);
}

/* @n_all were trained, @n_left are there, @n can be shown. Returns: (transfer full) (nullable). */
static char *
missing_words (guint n_all, guint n_left, guint n)
{
  g_autofree char *deleted = g_strdup_printf (
      ngettext ("%u of %u runs was deleted.", "%u of %u runs were deleted.", n_all - n_left),
      n_all - n_left, n_all);
  g_autofree char *alone
      = g_strdup_printf (ngettext ("%u without a partner is left out.",
                                   "%u without a partner are left out.", n_left - n),
                         n_left - n);

  if (n_left == n)
    return n_left == n_all ? NULL : g_steal_pointer (&deleted);
  return n_left == n_all ? g_steal_pointer (&alone) : g_strconcat (deleted, " ", alone, NULL);
}

/* Sides and seeds in their places. */
static gboolean
arrange (LabPast *self, GPtrArray *list, const LabFile *file, GError **error)
{
  const guint n_left = list->len;
  const guint n_all = file == NULL ? 0 : file->experiment->n_sides * file->experiment->n_seeds;

  self->n_seeds = self->kind == LAB_PAST_RUNS
                      ? 1
                      : lab_arrangement_make (list, self->kind == LAB_PAST_RESUME);
  if (list->len == 0)
    return lab_error_refuse (error, _ ("This experiment is not in the history any more."));
  self->n_sides = list->len / self->n_seeds;
  self->note = missing_words (MAX (n_all, n_left), n_left, list->len);
  return TRUE;
}

static gboolean
read_runs (LabPast *self, LabHistory *history, GPtrArray *list, GError **error)
{
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref);
  for (guint i = 0; i < list->len; i++)
    {
      const LabSummary *summary = list->pdata[i];
      const gboolean goes_on = self->kind == LAB_PAST_RESUME && lab_arrangement_goes_on (summary);
      LabRun *run;

      if (self->kind == LAB_PAST_RESUME && summary->state == LAB_RUN_TRAINING)
        return lab_error_refuse (error, _ ("‘%s’ is in training already."), summary->title);
      run = goes_on ? lab_history_resume (history, summary->id, error)
                    : lab_history_read (history, summary->id, error);
      if (run == NULL)
        return FALSE;
      /* Colour and marks go by the place. */
      run->side = i % self->n_sides;
      g_ptr_array_add (self->runs, run);
    }
  return TRUE;
}

static const LabSpec *
spec_of (const LabPast *self, guint i)
{
  return ((LabRun *) self->runs->pdata[i])->spec;
}

static void
copy_loss (LabExperiment *experiment, guint side, const LabSpec *spec)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_settings[i].scope == LAB_SETTING_OF_LOSS && i != LAB_SETTING_LOSS)
      {
        g_autofree char *text = lab_spec_print (spec, i);

        lab_experiment_set (experiment, side, i, text, NULL);
      }
}

/* What the first run has, with the losses of all. */
static void
make_experiment (LabPast *self)
{
  self->experiment = g_new0 (LabExperiment, 1);
  self->experiment->n_sides = 1;
  self->experiment->n_seeds
      = self->kind == LAB_PAST_RUNS
            ? 1
            : (guint) (spec_of (self, self->runs->len - 1)->seed - spec_of (self, 0)->seed) + 1;
  self->experiment->sides[0] = lab_spec_ref (spec_of (self, 0));
  for (guint i = 1; i < self->n_sides; i++)
    if (lab_experiment_add_side (self->experiment, spec_of (self, i)->loss, NULL))
      copy_loss (self->experiment, i, spec_of (self, i));
}

/* What was changed while they trained. */
static void
apply_journals (LabPast *self)
{
  for (guint side = 0; side < self->experiment->n_sides; side++)
    {
      const LabRun *run = self->runs->pdata[side];

      for (guint i = 0; i < lab_run_n_journal (run); i++)
        {
          const LabJournalEntry *entry = lab_run_get_journal (run, i);

          lab_experiment_set (self->experiment, side, entry->setting, entry->text, NULL);
        }
    }
}

static gboolean
load_data (LabPast *self, LabDataset *known, GError **error)
{
  const LabSpec *spec = spec_of (self, 0);

  for (guint i = 1; i < self->runs->len; i++)
    if (!g_str_equal (spec_of (self, i)->dataset, spec->dataset))
      return lab_error_refuse (error,
                               _ ("These runs learned different pictures (%s and %s): only "
                                  "runs on the same dataset can be compared."),
                               spec->dataset, spec_of (self, i)->dataset);
  self->dataset = known != NULL && g_str_equal (known->id, spec->dataset)
                      ? lab_dataset_ref (known)
                      : lab_dataset_load (spec->dataset, error);
  if (self->dataset == NULL)
    return FALSE;
  for (guint i = 0; i < self->runs->len; i++)
    if (!lab_trainer_check (self->runs->pdata[i], self->dataset, error))
      return FALSE;
  self->set = lab_damage_apply (&spec->damage, self->dataset, error);
  return self->set != NULL;
}

/* Returns: (transfer full) (nullable): the settings, beside those of losses, that are not the same
 * for all sides. */
static char *
find_differences (const LabPast *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      g_autofree char *first = lab_spec_print (spec_of (self, 0), id);
      gboolean same = TRUE;

      for (guint i = 1; i < self->n_sides && same; i++)
        {
          g_autofree char *other = lab_spec_print (spec_of (self, i), id);

          same = g_str_equal (first, other);
        }
      if (!same && lab_settings[id].scope != LAB_SETTING_OF_LOSS)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                                _ (lab_settings[id].title));
    }
  return names->len == 0 ? NULL : g_strdup (names->str);
}

/* Runs of one experiment differ in their losses alone, others perhaps in more: that must not be
 * overlooked. */
static void
tell_difference (LabPast *self)
{
  g_autofree char *names = self->kind == LAB_PAST_RUNS ? find_differences (self) : NULL;

  if (names != NULL)
    /* Translators: titles of settings follow */
    self->note = g_strdup_printf (_ ("They differ in more than the loss: %s."), names);
}

static void
write_names (LabPast *self, GPtrArray *list)
{
  GStrvBuilder *names = g_strv_builder_new ();

  for (guint i = 0; i < self->n_sides; i++)
    {
      const LabSummary *summary = list->pdata[i];
      g_autofree char *loss = lab_chart_loss_within (spec_of (self, i));
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, summary->seed);
      g_autofree char *name
          /* Translators: an experiment's title, a loss, a number */
          = g_strdup_printf (_ ("%s · %s · seed %s"), summary->title, loss, seed);

      g_strv_builder_add (names, name);
    }
  self->names = g_strv_builder_end (names);
  g_strv_builder_unref (names);
}

/* Two are named by what they differ in. */
static char *
compared (const LabPast *self)
{
  const LabSpec *one = spec_of (self, 0), *other = spec_of (self, self->n_sides - 1);
  g_autofree char *loss = lab_chart_loss (one), *within = lab_chart_loss_within (one);
  g_autofree char *other_loss = lab_chart_loss_within (other);

  if (self->n_sides == 2 && !g_str_equal (within, other_loss))
    /* Translators: two losses: "Focal loss against weighted cross-entropy" */
    return g_strdup_printf (_ ("%s against %s"), loss, other_loss);
  if (self->n_sides == 2 && one->seed != other->seed)
    {
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, one->seed);
      g_autofree char *other_seed = g_strdup_printf ("%" G_GUINT64_FORMAT, other->seed);

      /* Translators: a loss and two numbers: "Focal loss, seed 1 against seed 2" */
      return g_strdup_printf (_ ("%s, seed %s against seed %s"), loss, seed, other_seed);
    }
  return g_strdup_printf (_ ("%u runs compared"), self->n_sides);
}

static gboolean
read_past (LabPast *self, LabHistory *history, const Request *request, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (LabFile) file = NULL;

  /* What has just ended is read as it is; what cannot be written, as it was. */
  lab_history_flush (history, NULL);
  list = find (history, request, error);
  if (list == NULL)
    return FALSE;
  if (self->kind != LAB_PAST_RUNS)
    file = lab_history_read_file (history, request->ids[0], NULL);
  if (!arrange (self, list, file, error) || !read_runs (self, history, list, error)
      || !load_data (self, request->known, error))
    return FALSE;
  self->title = self->kind == LAB_PAST_RUNS ? compared (self)
                                            : g_strdup (((LabSummary *) list->pdata[0])->title);
  self->description = g_strdup (file == NULL ? "" : file->description);
  make_experiment (self);
  if (self->kind == LAB_PAST_RESUME)
    apply_journals (self);
  tell_difference (self);
  write_names (self, list);
  return TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  LabHistory *history;
  GError *error = NULL;

  lab_handover_take (request);
  history = lab_archive_enter (request->archive);
  if (history == NULL)
    lab_error_refuse (&error, _ ("There is no history."));
  else
    {
      read_past (request->past, history, request, &error);
      lab_archive_leave (request->archive);
    }
  lab_handover_give (request);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
lab_past_read_async (LabArchive *archive, LabPastKind kind, const gint64 *ids, guint n,
                     LabDataset *known, GObject *owner, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);
  Request *request = g_new0 (Request, 1);

  request->archive = g_object_ref (archive);
  request->kind = kind;
  request->ids = g_memdup2 (ids, n * sizeof *ids);
  request->n = n;
  request->known = known == NULL ? NULL : lab_dataset_ref (known);
  request->past = g_new0 (LabPast, 1);
  request->past->kind = kind;
  request->past->cancelled = g_atomic_rc_box_new0 (gint);
  g_task_set_task_data (task, request, free_request);
  lab_handover_give (request);
  g_task_run_in_thread (task, read_in_thread);
}

LabPast *
lab_past_read_finish (GAsyncResult *result, GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));
  LabPast *past = NULL;

  lab_handover_take (request);
  if (g_task_propagate_boolean (G_TASK (result), error))
    past = g_steal_pointer (&request->past);
  lab_handover_give (request);
  return past;
}

/* ---- weights ---- */

typedef struct
{
  LabArchive *archive;
  GPtrArray *runs; /* the records that there are; then those with weights */
  LabDataset *dataset;
  gint *cancelled;
} Search;

static void
free_search (gpointer data)
{
  Search *search = data;

  lab_handover_take (search);
  g_object_unref (search->archive);
  g_clear_pointer (&search->runs, g_ptr_array_unref);
  lab_dataset_unref (search->dataset);
  free_flag (search->cancelled);
  g_free (search);
}

static GPtrArray *
find_weights (LabHistory *history, const Search *search, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref);

  for (guint i = 0; i < search->runs->len; i++)
    {
      const LabRun *known = search->runs->pdata[i];
      LabRun *run = lab_history_retrain (history, lab_run_get_id (known), search->dataset,
                                         search->cancelled, error);

      if (run == NULL)
        return NULL;
      run->side = known->side;
      g_ptr_array_add (found, run);
    }
  return g_steal_pointer (&found);
}

static void
search_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  LabHistory *history;
  GPtrArray *found = NULL;
  GError *error = NULL;

  lab_handover_take (search);
  history = lab_archive_enter (search->archive);
  if (history == NULL)
    lab_error_refuse (&error, _ ("There is no history."));
  else
    {
      found = find_weights (history, search, &error);
      lab_archive_leave (search->archive);
    }
  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_unref (search->runs);
  search->runs = found;
  lab_handover_give (search);
  g_task_return_boolean (task, TRUE);
}

void
lab_past_find_weights_async (const LabPast *self, LabArchive *archive, GObject *owner,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);
  Search *search = g_new0 (Search, 1);

  search->archive = g_object_ref (archive);
  search->runs = g_ptr_array_copy (self->runs, (GCopyFunc) ref_run, NULL);
  search->dataset = lab_dataset_ref (self->dataset);
  search->cancelled = g_atomic_rc_box_acquire (self->cancelled);
  g_task_set_task_data (task, search, free_search);
  lab_handover_give (search);
  g_task_run_in_thread (task, search_in_thread);
}

GPtrArray *
lab_past_find_weights_finish (GAsyncResult *result, GError **error)
{
  Search *search = g_task_get_task_data (G_TASK (result));
  GPtrArray *runs = NULL;

  lab_handover_take (search);
  if (g_task_propagate_boolean (G_TASK (result), error))
    runs = g_ptr_array_ref (search->runs);
  lab_handover_give (search);
  return runs;
}

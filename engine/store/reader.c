/* SPDX-License-Identifier: MIT */
/* Rows become a record again. Whoever opens a file may have changed it: sizes are checked. */
#include "store/reader.h"

#include "core/memory.h"
#include "store/file.h"
#include "store/schema.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const LabDatabase *database;
  gint64 id;
  LabRun *run;
  LabRunState state;
  LabCheckpoint *checkpoint; /* where it is to end, or NULL */
  gsize n_theta;             /* of all weights, or 0 as long as there are none */
} Reader;

static gboolean
fail (const Reader *self, GError **error, const char *what)
{
  if (error != NULL && *error == NULL)
    g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                 "run %" G_GINT64_FORMAT " of the history ‘%s’: its %s cannot be read; the other "
                 "runs are not concerned",
                 self->id, self->database->name, what);
  return FALSE;
}

/* Returns: [n] the floats of a blob, or NULL where there are none or no whole number of them. */
static float *
floats_column (sqlite3_stmt *row, int column, gsize *n)
{
  const void *data = sqlite3_column_blob (row, column);
  const gsize size = (gsize) sqlite3_column_bytes (row, column);
  float *floats;

  if (data == NULL || size == 0 || size % sizeof (float) != 0)
    return NULL;
  floats = lab_memory_new (size / sizeof (float));
  if (floats != NULL)
    memcpy (floats, data, size);
  *n = size / sizeof (float);
  return floats;
}

/* ---- the run itself ---- */

static gboolean
find_state (const char *word, LabRunState *state)
{
  for (guint s = 0; s < LAB_N_RUN_STATES; s++)
    if (g_strcmp0 (word, lab_run_state_name (s)) == 0)
      {
        *state = s;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_run (Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) row = lab_database_ask (
      self->database, error,
      "SELECT state, side, n_classes, steps_per_epoch, file, parent_step, coalesce (parent, 0)"
      " FROM run JOIN spec ON spec.run = run.id"
      " WHERE id = ? AND deleted IS NOT 0",
      "i", self->id);
  g_autoptr (LabFile) file = NULL;
  gboolean failed = TRUE;
  gint64 side, n_classes, steps;

  if (row == NULL)
    return FALSE;
  if (!lab_database_next (self->database, row, &failed, error))
    return !failed ? lab_error_refuse (error,
                                       "there is no run %" G_GINT64_FORMAT
                                       " in the history: losslab runs lists them",
                                       self->id)
                   : FALSE;
  side = sqlite3_column_int64 (row, 1);
  n_classes = sqlite3_column_int64 (row, 2);
  steps = sqlite3_column_int64 (row, 3);
  file = lab_file_parse (lab_database_text (row, 4), -1, NULL);
  if (file == NULL || !find_state (lab_database_text (row, 0), &self->state) || side < 0
      || side >= LAB_MAX_SIDES || n_classes < 1 || n_classes > LAB_MAX_CLASSES || steps < 1
      || steps > G_MAXINT32)
    return fail (self, error, "settings");
  self->run
      = lab_run_new (file->experiment->sides[0], (guint) side, (guint) n_classes, (guint) steps);
  lab_run_set_id (self->run, self->id);
  if (sqlite3_column_type (row, 5) != SQLITE_NULL)
    lab_run_set_origin (self->run, &(LabOrigin){ .run = sqlite3_column_int64 (row, 6),
                                                 .step = (guint64) sqlite3_column_int64 (row, 5) });
  return TRUE;
}

/* ---- checkpoint and journal ---- */

static gboolean
is_value (const Reader *self, const LabSetting *setting, const char *text)
{
  g_autoptr (LabSpec) changed = lab_spec_with (self->run->spec, setting->id, text, NULL);

  return changed != NULL;
}

/* Changes behind the checkpoint come again when their steps do. */
static gboolean
read_journal (Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = lab_database_ask (
      self->database, error,
      "SELECT step, setting, value FROM journal WHERE run = ? ORDER BY position", "i", self->id);
  LabCheckpoint *checkpoint = self->checkpoint;
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (LabJournalEntry));
  gboolean failed = rows == NULL;
  guint now;

  while (!failed && lab_database_next (self->database, rows, &failed, error))
    {
      const LabSetting *setting = lab_setting_find (lab_database_text (rows, 1));
      LabJournalEntry entry = { .step = (guint64) sqlite3_column_int64 (rows, 0) };

      failed = setting == NULL || !setting->live
               || !is_value (self, setting, lab_database_text (rows, 2));
      if (failed)
        break;
      entry.setting = setting->id;
      entry.text = g_strdup (lab_database_text (rows, 2));
      g_array_append_val (entries, entry);
    }
  now = checkpoint == NULL ? entries->len : MIN (checkpoint->n_journal, entries->len);
  for (guint i = 0; i < now && !failed; i++)
    {
      const LabJournalEntry *entry = &g_array_index (entries, LabJournalEntry, i);

      lab_run_add_journal (self->run, entry->step, entry->setting, entry->text);
    }
  if (checkpoint != NULL)
    {
      const LabJournalEntry *all = (const LabJournalEntry *) (gpointer) entries->data;

      failed = failed || checkpoint->n_journal > entries->len;
      checkpoint->n_journal = now;
      checkpoint->journal = lab_journal_copy (all, now);
      checkpoint->n_coming = entries->len - now;
      checkpoint->coming = lab_journal_copy (all + now, checkpoint->n_coming);
    }
  for (guint i = 0; i < entries->len; i++)
    g_free (g_array_index (entries, LabJournalEntry, i).text);
  return !failed || fail (self, error, "journal");
}

static gboolean
read_checkpoint (Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) row = lab_database_ask (
      self->database, error,
      "SELECT step, evaluated, loss_sum, seconds, mean, mean_weight, n_journal, theta, average1,"
      " average2 FROM checkpoint WHERE run = ?",
      "i", self->id);
  g_autoptr (LabCheckpoint) checkpoint = g_new0 (LabCheckpoint, 1);
  const LabOptimiser *optimiser = lab_optimiser_find (self->run->spec->optimizer);
  gboolean failed = TRUE, whole;

  g_atomic_ref_count_init (&checkpoint->ref_count);
  if (row == NULL)
    return FALSE;
  if (!lab_database_next (self->database, row, &failed, error))
    return !failed; /* interrupted before its first one */
  checkpoint->spec_hash = lab_spec_hash (self->run->spec);
  checkpoint->step = (guint64) sqlite3_column_int64 (row, 0);
  checkpoint->evaluated = sqlite3_column_int (row, 1);
  checkpoint->loss_sum = lab_database_real (row, 2);
  checkpoint->seconds = sqlite3_column_double (row, 3);
  checkpoint->mean[0] = lab_database_real (row, 4);
  checkpoint->mean[1] = lab_database_real (row, 5);
  checkpoint->n_journal = (guint) sqlite3_column_int (row, 6);
  checkpoint->theta = floats_column (row, 7, &checkpoint->n_parameters);
  whole = checkpoint->theta != NULL && checkpoint->step <= self->run->n_steps;
  for (guint i = 0; i < optimiser->n_averages; i++)
    {
      gsize n = 0;

      checkpoint->averages[i] = floats_column (row, 8 + (int) i, &n);
      whole = whole && n == checkpoint->n_parameters;
    }
  if (!whole)
    return fail (self, error, "checkpoint");
  self->checkpoint = g_steal_pointer (&checkpoint);
  return TRUE;
}

/* ---- series ---- */

/* Appends the series' floats to @numbers. */
static gboolean
read_series (const Reader *self, const char *name, GArray *numbers, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = lab_database_ask (
      self->database, error,
      "SELECT start, numbers FROM series WHERE run = ? AND name = ? ORDER BY start", "it", self->id,
      name);
  gboolean failed = rows == NULL;

  while (!failed && lab_database_next (self->database, rows, &failed, error))
    {
      const gsize size = (gsize) sqlite3_column_bytes (rows, 1);

      failed = sqlite3_column_int64 (rows, 0) != (gint64) numbers->len || size % sizeof (float) != 0
               || size > LAB_SCHEMA_PIECE * sizeof (float);
      if (!failed)
        g_array_append_vals (numbers, sqlite3_column_blob (rows, 1),
                             (guint) (size / sizeof (float)));
    }
  return !failed || fail (self, error, name);
}

static gboolean
read_all_series (const Reader *self, GError **error)
{
  const guint n_learned = self->run->n_learned;
  g_autoptr (GArray) loss = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) mean = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GPtrArray) learned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (LabLoss) of = lab_loss_find (self->run->spec->loss, NULL);
  guint n;
  gboolean right
      = read_series (self, "loss", loss, error) && read_series (self, "mean", mean, error);

  for (guint l = 0; l < n_learned && right; l++)
    {
      g_autofree char *name = g_strconcat ("learned ", of->formula->learned[l].name, NULL);
      GArray *numbers = g_array_new (FALSE, FALSE, sizeof (float));

      g_ptr_array_add (learned, numbers);
      right = read_series (self, name, numbers, error);
    }
  if (!right)
    return FALSE;
  n = MIN (loss->len, mean->len);
  if (self->checkpoint != NULL)
    {
      if (n < self->checkpoint->step)
        return fail (self, error, "training loss");
      n = (guint) self->checkpoint->step;
    }
  for (guint i = 0; i < n; i++)
    lab_run_add_loss (self->run, g_array_index (loss, float, i), g_array_index (mean, float, i));
  for (guint i = 0; i < n && n_learned > 0; i++)
    {
      float values[LAB_FORMULA_MAX_LEARNED];

      for (guint l = 0; l < n_learned; l++)
        {
          const GArray *numbers = learned->pdata[l];

          /* of the step that diverged there is none */
          if (i >= numbers->len)
            return (self->state == LAB_RUN_DIVERGED && i + 1 == n)
                   || fail (self, error, "learned parameters");
          values[l] = g_array_index (numbers, float, i);
        }
      lab_run_add_learned (self->run, values);
    }
  return TRUE;
}

/* ---- evaluations and epochs ---- */

/* Returns: FALSE for what is no square of counts; no blob is no matrix. */
static gboolean
read_matrix (sqlite3_stmt *row, int column, guint n_classes, LabConfusion **matrix)
{
  const gsize size = (gsize) sqlite3_column_bytes (row, column);
  const guint K = n_classes > 0 ? n_classes : (guint) lround (sqrt ((double) (size / 4)));

  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return TRUE;
  if (K < 1 || K > LAB_MAX_CLASSES || size != (gsize) K * K * sizeof (guint32))
    return FALSE;
  *matrix = lab_confusion_new (K);
  memcpy ((*matrix)->counts, sqlite3_column_blob (row, column), size);
  return TRUE;
}

/* Whether a matrix has the classes of @first, if it is there. */
static gboolean
as_many (const LabConfusion *first, const LabConfusion *other)
{
  return other == NULL || (first != NULL && first->n_classes == other->n_classes);
}

/* Whether so many numbers are a network of the run's layers, on however many pixels: only the data
 * tell how many there are. */
static gboolean
is_network (const Reader *self, const LabConfusion *test2, gsize n)
{
  const LabSpec *spec = self->run->spec;
  const guint classes[] = { self->run->n_classes, test2 == NULL ? 0 : test2->n_classes };
  const gsize n_learned = self->run->n_learned;
  LabNetwork one, two; /* pixels */

  return lab_network_init (&one, 1, spec->hidden.at, spec->hidden.n, classes, self->run->n_tasks,
                           NULL)
         && lab_network_init (&two, 2, spec->hidden.at, spec->hidden.n, classes, self->run->n_tasks,
                              NULL)
         && n >= one.n_parameters + n_learned
         && (n - one.n_parameters - n_learned) % (two.n_parameters - one.n_parameters) == 0;
}

/* Most evaluations have none; those that have some have as many as the others. */
static gboolean
read_weights (Reader *self, sqlite3_stmt *row, int column, LabEvaluation *e)
{
  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return TRUE;
  e->theta = floats_column (row, column, &e->n_theta);
  if (e->theta == NULL || !is_network (self, e->test2, e->n_theta)
      || (self->n_theta != 0 && e->n_theta != self->n_theta))
    return FALSE;
  self->n_theta = e->n_theta;
  return TRUE;
}

static gboolean
read_evaluations (Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) rows
      = lab_database_ask (self->database, error,
                          "SELECT evaluation.step, epoch, test_loss, test_cross_entropy, test, "
                          "validation, train, test2,"
                          " validation2, train2, theta FROM evaluation LEFT JOIN weights"
                          " ON weights.run = evaluation.run AND weights.step = evaluation.step"
                          " WHERE evaluation.run = ? ORDER BY evaluation.step",
                          "i", self->id);
  const LabCheckpoint *end = self->checkpoint;
  const guint K = self->run->n_classes;
  gboolean failed = rows == NULL;

  while (!failed && lab_database_next (self->database, rows, &failed, error))
    {
      g_autoptr (LabEvaluation) e = g_new0 (LabEvaluation, 1);

      e->step = (guint64) sqlite3_column_int64 (rows, 0);
      e->epoch = sqlite3_column_double (rows, 1);
      e->test_loss = lab_database_real (rows, 2);
      e->test_cross_entropy = lab_database_real (rows, 3);
      failed = !read_matrix (rows, 4, K, &e->test) || !read_matrix (rows, 5, K, &e->validation)
               || !read_matrix (rows, 6, K, &e->train) || !read_matrix (rows, 7, 0, &e->test2)
               || !read_matrix (rows, 8, 0, &e->validation2)
               || !read_matrix (rows, 9, 0, &e->train2) || e->test == NULL
               || (self->run->n_tasks > 1) != (e->test2 != NULL) || !as_many (e->test2, e->train2)
               || !as_many (e->test2, e->validation2);
      if (failed || e->step > lab_series_count (self->run->loss)
          || (end != NULL && e->step == end->step && !end->evaluated))
        break;
      failed = !read_weights (self, rows, 10, e);
      if (failed)
        break;
      lab_run_add_evaluation (self->run, g_steal_pointer (&e));
    }
  return !failed || fail (self, error, "evaluations");
}

static gboolean
read_epochs (const Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) rows
      = lab_database_ask (self->database, error,
                          "SELECT epoch, loss, seconds FROM epoch WHERE run = ? ORDER BY epoch",
                          "i", self->id);
  gboolean failed = rows == NULL;
  guint next = 0;

  while (!failed && lab_database_next (self->database, rows, &failed, error))
    {
      LabEpoch epoch = { .epoch = (guint) sqlite3_column_int64 (rows, 0),
                         .loss = lab_database_real (rows, 1),
                         .seconds = sqlite3_column_double (rows, 2) };
      const guint64 step = (guint64) epoch.epoch * self->run->steps_per_epoch;

      while (next < lab_run_n_evaluations (self->run)
             && lab_run_get_evaluation (self->run, next)->step < step)
        next++;
      if (next == lab_run_n_evaluations (self->run))
        break; /* behind the checkpoint */
      epoch.evaluation = lab_run_get_evaluation (self->run, next);
      failed = epoch.evaluation->step != step || epoch.evaluation->train == NULL;
      if (!failed)
        lab_run_add_epoch (self->run, &epoch);
    }
  return !failed || fail (self, error, "epochs");
}

/* ---- the end ---- */

static gboolean
read_end (const Reader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) row
      = lab_database_ask (self->database, error,
                          "SELECT diverged_step, diverged_where FROM run WHERE id = ?", "i",
                          self->id);
  const LabEvaluation *latest = lab_run_get_latest (self->run);
  gboolean failed = TRUE;
  LabDivergence divergence;

  /* its series and evaluations are whole, then */
  if (self->state == LAB_RUN_FINISHED
      && (latest == NULL || latest->step != self->run->n_steps
          || lab_run_n_epochs (self->run) != self->run->spec->epochs))
    return fail (self, error, "end");
  if (row == NULL || !lab_database_next (self->database, row, &failed, error))
    return FALSE;
  divergence.step = (guint64) sqlite3_column_int64 (row, 0);
  divergence.where = (const char *) sqlite3_column_text (row, 1);
  if (self->state == LAB_RUN_DIVERGED && divergence.where == NULL)
    return fail (self, error, "end");
  lab_run_end (self->run, self->state, self->state == LAB_RUN_DIVERGED ? &divergence : NULL);
  return TRUE;
}

static gboolean
may_go_on (const Reader *self, GError **error)
{
  if (self->state == LAB_RUN_STOPPED || self->state == LAB_RUN_INTERRUPTED)
    return TRUE;
  if (self->state == LAB_RUN_TRAINING)
    return lab_error_refuse (error, "run %" G_GINT64_FORMAT " is being trained: wait for its end",
                             self->id);
  return lab_error_refuse (error,
                           "run %" G_GINT64_FORMAT
                           " has %s: only a run that was stopped or interrupted goes on",
                           self->id, lab_run_state_name (self->state));
}

static gboolean
read_parts (Reader *self, gboolean resume, GError **error)
{
  return read_run (self, error)
         && (!resume || (may_go_on (self, error) && read_checkpoint (self, error)))
         /* without a checkpoint it begins anew */
         && ((resume && self->checkpoint == NULL)
             || (read_journal (self, error) && read_all_series (self, error)
                 && read_evaluations (self, error) && read_epochs (self, error)))
         && (resume || read_end (self, error));
}

/* Nobody else can go on with it from here on. */
static gboolean
claim (const Reader *self, gint64 owner, GError **error)
{
  return lab_database_do (self->database, error,
                          "UPDATE run SET state = 'training', owner = ? WHERE id = ?", "ii", owner,
                          self->id);
}

LabRun *
lab_reader_read (const LabDatabase *database, gint64 id, gint64 owner, LabRunState *was,
                 GError **error)
{
  Reader self = { .database = database, .id = id };
  const gboolean resume = owner != 0;
  gboolean right;

  /* All of it as of one moment, whoever writes meanwhile. */
  if (!lab_database_run (database, resume ? "BEGIN IMMEDIATE" : "BEGIN", error))
    return NULL;
  right = read_parts (&self, resume, error) && (!resume || claim (&self, owner, error))
          && lab_database_run (database, "COMMIT", error);
  if (!right)
    lab_database_run (database, "ROLLBACK", NULL);
  if (right && self.checkpoint != NULL)
    lab_run_set_checkpoint (self.run, g_steal_pointer (&self.checkpoint));
  g_clear_pointer (&self.checkpoint, lab_checkpoint_unref);
  if (!right)
    g_clear_pointer (&self.run, lab_run_unref);
  if (was != NULL)
    *was = self.state;
  return self.run;
}

/* SPDX-License-Identifier: MIT */
#include "kept-history.h"

#include "records.h"
#include "toy.h"

LabHistory *
lab_kept_history_open (const LabKeptHistory *self)
{
  GError *error = NULL;
  LabHistory *history = lab_history_open (self->path, &error);

  g_assert_no_error (error);
  return history;
}

void
lab_kept_history_set_up (LabKeptHistory *self, gconstpointer data)
{
  self->data = lab_toy_write (3);
  self->folder = lab_temp_new ();
  self->path = g_build_filename (self->folder, "below", "history.sqlite", NULL);
  self->history = lab_kept_history_open (self);
}

void
lab_kept_history_tear_down (LabKeptHistory *self, gconstpointer data)
{
  lab_history_close (self->history);
  lab_temp_free (self->folder);
  g_free (self->path);
  lab_toy_remove (self->data);
}

void
lab_kept_history_reopen (LabKeptHistory *self)
{
  lab_history_close (self->history);
  self->history = lab_kept_history_open (self);
}

void
lab_kept_history_end (LabHistory *history, LabEngine *engine)
{
  GError *error = NULL;

  lab_history_leave (history, engine);
  lab_history_flush (history, &error);
  g_assert_no_error (error);
}

gint64
lab_kept_history_train (LabKeptHistory *self, LabEngine *engine)
{
  GError *error = NULL;

  lab_history_follow (self->history, engine, "A title", &error);
  g_assert_no_error (error);
  lab_records_finish (engine);
  lab_kept_history_end (self->history, engine);
  return lab_run_get_id (lab_engine_get_run (engine, 0));
}

LabSummary *
lab_kept_history_find (LabKeptHistory *self, gint64 run)
{
  GError *error = NULL;
  LabSummary *summary = lab_history_find (self->history, run, &error);

  g_assert_no_error (error);
  return summary;
}

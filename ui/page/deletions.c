/* SPDX-License-Identifier: MIT */
#include "deletions.h"

#include "ui/model/run-edit.h"
#include "ui/plot/number.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

struct _LabDeletions
{
  GObject parent_instance;
  LabArchive *archive;
  AdwToastOverlay *toasts; /* (nullable) */
  AdwToast *toast;         /* (nullable): the one that offers a way back */
  GQueue done;             /* of deletions, that can be taken back */
  GQueue undone;           /* that can be done again */
  GArray *under_way;       /* runs */
  guint n;
};

G_DEFINE_FINAL_TYPE (LabDeletions, lab_deletions, G_TYPE_OBJECT)

static guint deleted_signal, restored_signal;

typedef struct
{
  LabDeletions *owner; /* a reference, while it is under way */
  guint number;        /* from 1 */
  GArray *runs;
} Deletion;

static void
free_deletion (gpointer data)
{
  Deletion *deletion = data;

  g_clear_object (&deletion->owner);
  g_array_unref (deletion->runs);
  g_free (deletion);
}

static int
find (const GArray *runs, gint64 run)
{
  for (guint i = 0; i < runs->len; i++)
    if (g_array_index (runs, gint64, i) == run)
      return (int) i;
  return -1;
}

static void
drop (GArray *runs, const GArray *what)
{
  for (guint i = 0; i < what->len; i++)
    {
      const int at = find (runs, g_array_index (what, gint64, i));

      if (at >= 0)
        g_array_remove_index (runs, (guint) at);
    }
}

static void
drop_toast (LabDeletions *self)
{
  if (self->toast != NULL && self->toasts != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
}

/* One at a time: several would say the same and wait for each other. */
static void
offer (LabDeletions *self, const Deletion *deletion)
{
  g_autofree char *action = g_strdup_printf ("win.undelete(uint32 %u)", deletion->number);
  g_autofree char *run = lab_number_count ((guint64) g_array_index (deletion->runs, gint64, 0));
  g_autofree char *words
      = deletion->runs->len == 1
            /* Translators: a run's number in the history */
            ? g_strdup_printf (_ ("Run %s deleted"), run)
            : g_strdup_printf (ngettext ("%u run deleted", "%u runs deleted", deletion->runs->len),
                               deletion->runs->len);

  drop_toast (self);
  self->toast = g_object_ref (lab_toast_offer (self->toasts, words, _ ("_Undo"), action));
}

static void
say (LabDeletions *self, const GError *error)
{
  if (error != NULL && self->toasts != NULL)
    lab_toast_say (self->toasts, error->message);
}

/* What is still there can be deleted again; what is gone can be brought back. */
static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  Deletion *deletion = data;
  g_autoptr (LabDeletions) self = g_steal_pointer (&deletion->owner);
  g_autoptr (GArray) done = NULL;
  g_autoptr (GError) error = NULL;

  lab_run_edit_finish (result, &done, &error);
  drop (self->under_way, deletion->runs);
  say (self, error);
  if (done->len == 0)
    {
      free_deletion (deletion);
      return;
    }
  g_array_unref (deletion->runs);
  deletion->runs = g_array_ref (done);
  g_queue_push_tail (&self->done, deletion);
  if (self->toasts != NULL)
    offer (self, deletion);
  g_signal_emit (self, deleted_signal, 0, done);
}

static void
on_brought_back (GObject *source, GAsyncResult *result, gpointer data)
{
  Deletion *deletion = data;
  g_autoptr (LabDeletions) self = g_steal_pointer (&deletion->owner);
  g_autoptr (GError) error = NULL;

  lab_run_edit_finish (result, NULL, &error);
  say (self, error);
  g_queue_push_tail (error == NULL ? &self->undone : &self->done, deletion);
  if (error == NULL)
    g_signal_emit (self, restored_signal, 0, deletion->runs);
}

static void
begin (LabDeletions *self, Deletion *deletion, LabRunEditKind kind, GAsyncReadyCallback callback)
{
  deletion->owner = g_object_ref (self);
  lab_run_edit_async (self->archive, &(LabRunEdit){ .kind = kind }, 1,
                      (const gint64 *) (gpointer) deletion->runs->data, deletion->runs->len,
                      callback, deletion);
}

static void delete (LabDeletions *self, Deletion *deletion)
{
  drop (deletion->runs, self->under_way);
  if (deletion->runs->len == 0)
    {
      free_deletion (deletion);
      return;
    }
  deletion->number = ++self->n;
  g_array_append_vals (self->under_way, deletion->runs->data, deletion->runs->len);
  begin (self, deletion, LAB_RUN_EDIT_DELETE, on_deleted);
}

void
lab_deletions_delete (LabDeletions *self, const GArray *runs)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->runs = g_array_copy ((GArray *) runs);
  g_queue_clear_full (&self->undone, free_deletion);
  delete (self, deletion);
}

void
lab_deletions_undo (LabDeletions *self, guint number)
{
  GList *at = self->done.tail;
  Deletion *deletion;

  while (at != NULL && number != 0 && ((Deletion *) at->data)->number != number)
    at = at->prev;
  if (at == NULL)
    return;
  deletion = at->data;
  g_queue_delete_link (&self->done, at);
  drop_toast (self);
  begin (self, deletion, LAB_RUN_EDIT_UNDELETE, on_brought_back);
}

void
lab_deletions_redo (LabDeletions *self)
{
  Deletion *deletion = g_queue_pop_tail (&self->undone);

  if (deletion != NULL)
    delete (self, deletion);
}

static void
lab_deletions_finalize (GObject *object)
{
  LabDeletions *self = LAB_DELETIONS (object);

  g_clear_object (&self->toast);
  g_clear_object (&self->archive);
  g_queue_clear_full (&self->done, free_deletion);
  g_queue_clear_full (&self->undone, free_deletion);
  g_array_unref (self->under_way);
  G_OBJECT_CLASS (lab_deletions_parent_class)->finalize (object);
}

static void
lab_deletions_class_init (LabDeletionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_deletions_finalize;
  deleted_signal = g_signal_new ("deleted", LAB_TYPE_DELETIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  restored_signal = g_signal_new ("restored", LAB_TYPE_DELETIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
}

static void
lab_deletions_init (LabDeletions *self)
{
  self->under_way = g_array_new (FALSE, FALSE, sizeof (gint64));
}

LabDeletions *
lab_deletions_new (LabArchive *archive, AdwToastOverlay *toasts)
{
  LabDeletions *self = g_object_new (LAB_TYPE_DELETIONS, NULL);

  self->archive = g_object_ref (archive);
  self->toasts = toasts;
  return self;
}

void
lab_deletions_shut (LabDeletions *self)
{
  self->toasts = NULL;
}

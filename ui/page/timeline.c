/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include "ui/plot/number.h"

#include <glib/gi18n.h>

#define SLOWEST 1.0
#define FASTEST 10000.0 /* beyond it, full speed */

struct _LabTimeline
{
  GtkBox parent_instance;
  LabSession *session;
  GtkWidget *first;
  GtkWidget *scale;
  GtkWidget *latest;
  GtkWidget *branches;
  GtkWidget *moment;
  GtkWidget *progress;
  GtkWidget *pace;
  GtkWidget *pace_label;
  gboolean setting;
  guint epochs;
};

G_DEFINE_FINAL_TYPE (LabTimeline, lab_timeline, GTK_TYPE_BOX)

static void
on_scale (GtkRange *range, LabTimeline *self)
{
  if (!self->setting)
    lab_session_set_cursor (self->session, gtk_range_get_value (range));
}

static void
on_pace (GtkRange *range, LabTimeline *self)
{
  const double value = gtk_range_get_value (range);

  if (self->setting)
    return;
  lab_session_set_pace (self->session, value >= log (FASTEST) - 1e-9
                                           ? LAB_FULL_SPEED
                                           : MAX (round (exp (value)), SLOWEST));
}

static void
on_first (GtkButton *button, LabTimeline *self)
{
  lab_session_set_cursor (self->session, 0.0);
}

static void
on_latest (GtkButton *button, LabTimeline *self)
{
  lab_session_set_cursor (self->session, (double) NAN);
}

/* The moment that is shown may be another one each time. */
static void
fill_branches (GtkMenuButton *button, gpointer data)
{
  LabTimeline *self = data;
  g_autoptr (GMenu) menu = g_menu_new ();
  LabRecords records;

  if (!lab_session_get_records (self->session, &records))
    return;
  for (guint i = 0; i < records.n_runs; i++)
    {
      const LabEvaluation *shown
          = lab_chart_evaluation (records.runs[i], lab_session_get_cursor (self->session));
      g_autofree char *epoch = shown == NULL ? NULL : lab_number_fixed (shown->epoch, 1);
      g_autofree char *words = NULL;
      g_autoptr (GMenuItem) item = NULL;

      if (shown == NULL)
        continue;
      /* Translators: "Branch from Standard at Epoch 2.5" */
      words = g_strdup_printf (_ ("Branch from %s at Epoch %s"), lab_chart_role (i), epoch);
      item = g_menu_item_new (words, NULL);
      g_menu_item_set_action_and_target (item, "win.branch", "i", (int) i);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
set_epochs (LabTimeline *self, guint epochs, guint evaluations)
{
  const guint every = MAX ((guint) ceil (epochs / 10.0), 1);

  /* A step of the arrow keys is an evaluation. */
  gtk_range_set_increments (GTK_RANGE (self->scale), 1.0 / evaluations, 1.0);
  if (epochs == self->epochs)
    return;
  self->epochs = epochs;
  gtk_range_set_range (GTK_RANGE (self->scale), 0.0, epochs);
  gtk_scale_clear_marks (GTK_SCALE (self->scale));
  for (guint i = 0; i <= epochs; i += every)
    {
      g_autofree char *label = g_strdup_printf ("<small>%u</small>", i);

      gtk_scale_add_mark (GTK_SCALE (self->scale), i, GTK_POS_BOTTOM, label);
    }
}

static char *
time_left (LabTimeline *self, guint64 step, guint64 total)
{
  const double speed = lab_session_get_speed (self->session);
  guint64 seconds;

  if (speed <= 0.0)
    return g_strdup ("");
  seconds = (guint64) ceil ((double) (total - step) / speed);
  if (seconds < 120)
    /* Translators: stands after "step 12 of 4,690" */
    return g_strdup_printf (_ (" · %u s left"), (guint) seconds);
  /* Translators: stands after "step 12 of 4,690" */
  return g_strdup_printf (_ (" · %u min left"), (guint) ((seconds + 59) / 60));
}

static void
write_progress (LabTimeline *self, const LabRun *run)
{
  guint64 total;
  const guint64 step = lab_session_get_step (self->session, &total);
  const double cursor = lab_session_get_cursor (self->session);
  const double epoch = isnan (cursor) ? (double) step / run->steps_per_epoch : cursor;
  g_autofree char *number = lab_number_fixed (epoch, fabs (epoch - round (epoch)) < 0.05 ? 0 : 1);
  g_autofree char *steps = lab_number_count (step), *of = lab_number_count (total);
  g_autofree char *moment = g_strdup_printf (_ ("Epoch %s of %u"), number, self->epochs);
  g_autofree char *text = NULL;
  g_autofree char *left = NULL;

  switch (lab_session_get_state (self->session))
    {
    case LAB_SESSION_READY:
      text
          = g_strdup_printf (ngettext ("%s step, not begun", "%s steps, not begun", (gulong) total),
                             of);
      break;
    case LAB_SESSION_PREPARING:
      text = g_strdup (_ ("preparing the pictures…"));
      break;
    case LAB_SESSION_PAUSED:
      text = g_strdup_printf (_ ("paused at step %s of %s"), steps, of);
      break;
    case LAB_SESSION_ENDED:
      if (lab_session_is_stale (self->session))
        text = g_strdup (_ ("settings changed: train again"));
      else if (lab_session_get_past (self->session) != NULL)
        text = g_strdup_printf (step < total ? _ ("as it was, up to step %s of %s")
                                             : _ ("as it was, %s of %s steps"),
                                steps, of);
      else if (step < total)
        text = g_strdup_printf (_ ("stopped at step %s of %s"), steps, of);
      else
        {
          g_autofree char *seconds = lab_number_fixed (lab_session_get_seconds (self->session), 1);

          text = g_strdup_printf (_ ("finished in %s s"), seconds);
        }
      break;
    case LAB_SESSION_TRAINING:
    default:
      left = time_left (self, step, total);
      if (!isnan (cursor))
        {
          g_autofree char *now = lab_number_fixed ((double) step / run->steps_per_epoch, 1);

          /* Translators: the second one is " · 12 s left", or nothing */
          text = g_strdup_printf (_ ("training is at %s%s"), now, left);
          break;
        }
      /* Translators: the last one is " · 12 s left", or nothing */
      text = g_strdup_printf (_ ("step %s of %s%s"), steps, of, left);
    }
  gtk_label_set_text (GTK_LABEL (self->moment), moment);
  gtk_label_set_text (GTK_LABEL (self->progress), text);
}

static void
write_pace (LabTimeline *self)
{
  const double pace = lab_session_get_pace (self->session);
  const double speed = lab_session_get_speed (self->session);
  const gboolean full = pace <= LAB_FULL_SPEED;
  /* What this computer does not reach is not shown as if it did. */
  const gboolean reached = speed <= 0.0 || (!full && speed >= 0.8 * pace);
  g_autofree char *count = lab_number_count ((guint64) (reached ? pace : speed));
  g_autofree char *text = NULL;

  if (full && speed <= 0.0)
    text = g_strdup (_ ("full speed"));
  else if (full)
    text = g_strdup_printf (_ ("full: %s steps/s"), count);
  else
    text = g_strdup_printf (reached ? _ ("%s steps/s") : _ ("at most %s steps/s"), count);
  gtk_label_set_text (GTK_LABEL (self->pace_label), text);
  gtk_range_set_value (GTK_RANGE (self->pace), pace > LAB_FULL_SPEED
                                                   ? log (CLAMP (pace, SLOWEST, 0.98 * FASTEST))
                                                   : log (FASTEST));
}

static void
refresh (LabTimeline *self)
{
  LabRecords records;
  double cursor = lab_session_get_cursor (self->session), end = 0.0;

  self->setting = TRUE;
  write_pace (self);
  if (lab_session_get_records (self->session, &records))
    {
      guint64 total;
      const guint64 step = lab_session_get_step (self->session, &total);
      guint epochs = 0;

      for (guint i = 0; i < records.n_runs; i++)
        epochs = MAX (epochs, records.runs[i]->spec->epochs);
      set_epochs (self, epochs, records.runs[0]->spec->evaluations);
      end = (double) step / records.runs[0]->steps_per_epoch;
      gtk_range_set_value (GTK_RANGE (self->scale), isnan (cursor) ? end : cursor);
      write_progress (self, records.runs[0]);
      gtk_widget_set_sensitive (self->scale, lab_run_n_evaluations (records.runs[0]) > 0);
      gtk_widget_set_sensitive (self->first, lab_run_n_evaluations (records.runs[0]) > 0);
      gtk_widget_set_sensitive (self->branches, lab_run_n_evaluations (records.runs[0]) > 0);
    }
  gtk_widget_set_sensitive (self->latest, !isnan (cursor));
  self->setting = FALSE;
}

static void
lab_timeline_dispose (GObject *object)
{
  g_clear_object (&LAB_TIMELINE (object)->session);
  G_OBJECT_CLASS (lab_timeline_parent_class)->dispose (object);
}

static void
lab_timeline_class_init (LabTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_timeline_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, first);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, scale);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, latest);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, branches);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, moment);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, progress);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, pace);
  gtk_widget_class_bind_template_child (widget_class, LabTimeline, pace_label);
  gtk_widget_class_bind_template_callback (widget_class, on_first);
  gtk_widget_class_bind_template_callback (widget_class, on_scale);
  gtk_widget_class_bind_template_callback (widget_class, on_latest);
  gtk_widget_class_bind_template_callback (widget_class, on_pace);
}

static void
lab_timeline_init (LabTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = TRUE;
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->branches), fill_branches, self,
                                         NULL);
  gtk_range_set_range (GTK_RANGE (self->pace), log (SLOWEST), log (FASTEST));
  gtk_range_set_increments (GTK_RANGE (self->pace), log (1.5), log (4.0));
  self->setting = FALSE;
}

GtkWidget *
lab_timeline_new (LabSession *session)
{
  LabTimeline *self = g_object_new (LAB_TYPE_TIMELINE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "advanced", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

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

static void
set_epochs (LabTimeline *self, guint epochs)
{
  const guint every = MAX ((guint) ceil (epochs / 10.0), 1);

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
      if (step < total)
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
  g_autofree char *text = NULL;

  if (pace > LAB_FULL_SPEED)
    {
      g_autofree char *count = lab_number_count ((guint64) pace);

      text = g_strdup_printf (_ ("%s steps/s"), count);
    }
  else if (speed > 0.0)
    {
      g_autofree char *count = lab_number_count ((guint64) speed);

      text = g_strdup_printf (_ ("full: %s steps/s"), count);
    }
  else
    text = g_strdup (_ ("full speed"));
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

      set_epochs (self, records.runs[0]->spec->epochs);
      end = (double) step / records.runs[0]->steps_per_epoch;
      gtk_range_set_value (GTK_RANGE (self->scale), isnan (cursor) ? end : cursor);
      write_progress (self, records.runs[0]);
      gtk_widget_set_sensitive (self->scale, lab_run_n_evaluations (records.runs[0]) > 0);
      gtk_widget_set_sensitive (self->first, lab_run_n_evaluations (records.runs[0]) > 0);
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
  G_OBJECT_CLASS (klass)->dispose = lab_timeline_dispose;
}

static void
name_it (GtkWidget *widget, const char *name, const char *tip)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (widget, tip);
}

static void
lab_timeline_init (LabTimeline *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *pace = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *latest = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Pace"));

  gtk_widget_add_css_class (GTK_WIDGET (self), "timeline");
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->first = gtk_button_new_from_icon_name ("media-skip-backward-symbolic");
  gtk_widget_add_css_class (self->first, "flat");
  gtk_widget_set_valign (self->first, GTK_ALIGN_CENTER);
  name_it (self->first, _ ("First moment"), _ ("Go back to before the first step (Home)"));
  g_signal_connect (self->first, "clicked", G_CALLBACK (on_first), self);

  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0.0, 5.0, 0.125);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_widget_add_css_class (self->scale, "moments");
  name_it (self->scale, _ ("Moment"),
           _ ("All plots show the networks as they were at this moment"));
  g_signal_connect (self->scale, "value-changed", G_CALLBACK (on_scale), self);

  self->latest = gtk_button_new ();
  gtk_box_append (GTK_BOX (latest), gtk_image_new_from_icon_name ("media-skip-forward-symbolic"));
  gtk_box_append (GTK_BOX (latest), gtk_label_new (_ ("Latest")));
  gtk_button_set_child (GTK_BUTTON (self->latest), latest);
  gtk_widget_set_valign (self->latest, GTK_ALIGN_CENTER);
  name_it (self->latest, _ ("Latest"), _ ("Follow the training again (End)"));
  g_signal_connect (self->latest, "clicked", G_CALLBACK (on_latest), self);

  self->moment = gtk_label_new ("");
  self->progress = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->moment), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (self->progress), 0.0f);
  gtk_label_set_width_chars (GTK_LABEL (self->progress), 29);
  gtk_label_set_ellipsize (GTK_LABEL (self->progress), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->moment, "heading");
  gtk_widget_add_css_class (self->moment, "numeric");
  gtk_widget_add_css_class (self->progress, "caption");
  gtk_widget_add_css_class (self->progress, "dim-label");
  gtk_widget_add_css_class (self->progress, "numeric");
  gtk_box_append (GTK_BOX (texts), self->moment);
  gtk_box_append (GTK_BOX (texts), self->progress);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);

  self->pace
      = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, log (SLOWEST), log (FASTEST), 0.1);
  gtk_widget_set_size_request (self->pace, 132, -1);
  gtk_widget_add_css_class (self->pace, "pace");
  gtk_range_set_increments (GTK_RANGE (self->pace), log (1.5), log (4.0));
  name_it (
      self->pace, _ ("Pace"),
      _ ("How many steps a second both networks do; at the right end as fast as they can (F)"));
  g_signal_connect (self->pace, "value-changed", G_CALLBACK (on_pace), self);
  self->pace_label = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->pace_label), 1.0f);
  gtk_label_set_width_chars (GTK_LABEL (self->pace_label), 19);
  gtk_widget_add_css_class (self->pace_label, "caption");
  gtk_widget_add_css_class (self->pace_label, "dim-label");
  gtk_widget_add_css_class (self->pace_label, "numeric");
  gtk_box_append (GTK_BOX (pace), self->pace);
  gtk_box_append (GTK_BOX (pace), self->pace_label);
  gtk_widget_set_valign (pace, GTK_ALIGN_CENTER);

  gtk_box_append (GTK_BOX (self), self->first);
  gtk_box_append (GTK_BOX (self), self->scale);
  gtk_box_append (GTK_BOX (self), self->latest);
  gtk_box_append (GTK_BOX (self), texts);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_append (GTK_BOX (self), pace);
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

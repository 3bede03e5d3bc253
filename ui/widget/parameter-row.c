/* SPDX-License-Identifier: MIT */
#include "parameter-row.h"

#include "scale.h"
#include "ui/plot/number.h"
#include "value.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _LabParameterRow
{
  GtkListBoxRow parent_instance;
  char *name;
  double least;
  double greatest;
  gboolean logarithmic;
  GtkWidget *slider;
  GtkWidget *number;
  GtkWidget *ends[2];
  GtkWidget *error;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (LabParameterRow, lab_parameter_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  MOVED,
  RANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static double
place_of (LabParameterRow *self, double value)
{
  return self->logarithmic ? log (value) : value;
}

/* ---- the number ---- */

/* A hundredth of the range; of a logarithmic one a tenth of the number. Both 1, 2 or 5 of a decimal
 * place. */
static double
step_of (LabParameterRow *self, double value)
{
  const double about = self->logarithmic ? value / 10.0 : (self->greatest - self->least) / 100.0;
  const double unit = pow (10.0, floor (log10 (about)));
  const double times = about / unit;

  return unit * (times < 1.5 ? 1.0 : times < 3.5 ? 2.0 : times < 7.5 ? 5.0 : 10.0);
}

static void
set_step (LabParameterRow *self, double value)
{
  const double step = step_of (self, value);

  gtk_spin_button_set_increments (GTK_SPIN_BUTTON (self->number), step, 10.0 * step);
}

/* As many decimals as a step has; a logarithmic number has as many as it needs. */
static gboolean
on_output (GtkSpinButton *number, LabParameterRow *self)
{
  const double value = gtk_spin_button_get_value (number);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->logarithmic)
    g_ascii_formatd (text, sizeof text, "%.4g", value);
  else
    {
      const int decimals = MAX (0, (int) -floor (log10 (step_of (self, value)) + 1e-9));
      g_autofree char *format = g_strdup_printf ("%%.%df", MIN (decimals, 12));

      g_ascii_formatd (text, sizeof text, format, value);
    }
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (number)), text))
    gtk_editable_set_text (GTK_EDITABLE (number), text);
  return TRUE;
}

static gboolean
read_number (const char *text, double *value)
{
  g_autofree char *words = g_strstrip (g_strdup (text));
  char *end;

  *value = g_ascii_strtod (words, &end);
  return *words != '\0' && *end == '\0' && isfinite (*value);
}

static int
on_input (GtkSpinButton *number, double *value, LabParameterRow *self)
{
  return read_number (gtk_editable_get_text (GTK_EDITABLE (number)), value) ? TRUE
                                                                            : GTK_INPUT_ERROR;
}

static void
move (LabParameterRow *self, double value)
{
  value = CLAMP (value, self->least, self->greatest);
  lab_parameter_row_set_value (self, value);
  g_signal_emit (self, signals[MOVED], 0, value);
}

static void
on_number (GtkSpinButton *number, LabParameterRow *self)
{
  if (!self->showing)
    move (self, gtk_spin_button_get_value (number));
}

static void
on_slider (GtkRange *slider, LabParameterRow *self)
{
  const double place = gtk_range_get_value (slider);
  const double step = self->logarithmic ? 0.0 : step_of (self, 0.0);

  if (!self->showing)
    move (self, self->logarithmic ? lab_number_aimed (exp (place)) : round (place / step) * step);
}

void
lab_parameter_row_set_value (LabParameterRow *self, double value)
{
  const gboolean showing = self->showing;

  self->showing = TRUE;
  gtk_range_set_value (GTK_RANGE (self->slider), place_of (self, value));
  set_step (self, value);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->number), value);
  self->showing = showing;
}

/* ---- the ends ---- */

static void
say (LabParameterRow *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->error), message == NULL ? "" : message);
  gtk_widget_set_visible (self->error, message != NULL);
}

static void
show_ends (LabParameterRow *self)
{
  const double ends[] = { self->least, self->greatest };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < 2; i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->ends[i]), lab_value_number (ends[i], text));
      gtk_editable_set_width_chars (GTK_EDITABLE (self->ends[i]),
                                    CLAMP ((int) strlen (text), 2, 6));
      gtk_widget_remove_css_class (self->ends[i], "error");
    }
}

static void
on_end (LabParameterRow *self)
{
  double ends[2] = { 0.0, 0.0 };
  gboolean wrong[2];

  for (guint i = 0; i < 2; i++)
    {
      wrong[i] = !read_number (gtk_editable_get_text (GTK_EDITABLE (self->ends[i])), &ends[i]);
      if (wrong[i])
        gtk_widget_add_css_class (self->ends[i], "error");
      else
        gtk_widget_remove_css_class (self->ends[i], "error");
    }
  if (wrong[0] || wrong[1])
    say (self, _ ("An end of the range is a number, as 0.5"));
  else if (ends[0] >= ends[1])
    say (self, _ ("The first end must be the lesser one"));
  else if (self->logarithmic && ends[0] <= 0.0)
    say (self, _ ("A logarithmic range begins above 0"));
  else
    {
      say (self, NULL);
      if (ends[0] < self->least || ends[0] > self->least || ends[1] < self->greatest
          || ends[1] > self->greatest)
        g_signal_emit (self, signals[RANGED], 0, ends[0], ends[1]);
    }
}

void
lab_parameter_row_set_range (LabParameterRow *self, double least, double greatest)
{
  double from, to;

  self->least = least;
  self->greatest = greatest;
  from = place_of (self, least);
  to = place_of (self, greatest);
  self->showing = TRUE;
  gtk_range_set_range (GTK_RANGE (self->slider), from, to);
  gtk_range_set_increments (GTK_RANGE (self->slider), (to - from) / 100.0, (to - from) / 10.0);
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->number), least, greatest);
  show_ends (self);
  say (self, NULL);
  self->showing = FALSE;
}

void
lab_parameter_row_set_fixed (LabParameterRow *self, gboolean fixed, const char *why)
{
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_set_sensitive (self->ends[i], !fixed);
      gtk_widget_set_tooltip_text (self->ends[i], fixed ? why : _ ("An end of the slider"));
    }
}

/* ---- life ---- */

static void
lab_parameter_row_finalize (GObject *object)
{
  g_free (LAB_PARAMETER_ROW (object)->name);
  G_OBJECT_CLASS (lab_parameter_row_parent_class)->finalize (object);
}

static void
lab_parameter_row_class_init (LabParameterRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_parameter_row_finalize;
  signals[MOVED] = g_signal_new ("moved", LAB_TYPE_PARAMETER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[RANGED] = g_signal_new ("ranged", LAB_TYPE_PARAMETER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
lab_parameter_row_init (LabParameterRow *self)
{
}

/* Takes @words. */
static void
name_it (GtkWidget *widget, char *words)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_free (words);
}

static void
make_ends (LabParameterRow *self)
{
  for (guint i = 0; i < 2; i++)
    {
      GtkEventController *focus = gtk_event_controller_focus_new ();
      GtkWidget *end = self->ends[i] = gtk_entry_new ();

      gtk_editable_set_max_width_chars (GTK_EDITABLE (end), 2);
      gtk_editable_set_alignment (GTK_EDITABLE (end), i == 0 ? 1.0f : 0.0f);
      gtk_widget_add_css_class (end, "end");
      gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
      g_signal_connect_swapped (end, "activate", G_CALLBACK (on_end), self);
      g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_end), self);
      gtk_widget_add_controller (end, focus);
    }
  /* Translators: "Least gamma", the lower end of its slider */
  name_it (self->ends[0], g_strdup_printf (_ ("Least %s"), self->name));
  /* Translators: "Greatest gamma" */
  name_it (self->ends[1], g_strdup_printf (_ ("Greatest %s"), self->name));
}

static void
make_number (LabParameterRow *self)
{
  self->number = gtk_spin_button_new_with_range (self->least, self->greatest, 1.0);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->number), 15);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->number), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->number), 5);
  gtk_widget_set_valign (self->number, GTK_ALIGN_CENTER);
  /* Translators: "Value of gamma" */
  name_it (self->number, g_strdup_printf (_ ("Value of %s"), self->name));
  g_signal_connect (self->number, "output", G_CALLBACK (on_output), self);
  g_signal_connect (self->number, "input", G_CALLBACK (on_input), self);
  g_signal_connect (self->number, "value-changed", G_CALLBACK (on_number), self);
}

GtkWidget *
lab_parameter_row_new (const LabFormulaParameter *parameter, guint side)
{
  LabParameterRow *self
      = g_object_new (LAB_TYPE_PARAMETER_ROW, "activatable", FALSE, "focusable", FALSE, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *name = gtk_label_new (parameter->name);
  g_autofree char *color = g_strdup_printf ("scales-%u", side);
  double from, to;

  self->name = g_strdup (parameter->name);
  self->least = parameter->least;
  self->greatest = parameter->greatest;
  self->logarithmic = parameter->logarithmic;
  from = place_of (self, self->least);
  to = place_of (self, self->greatest);
  self->slider = lab_scale_new (GTK_ORIENTATION_HORIZONTAL, from, to, (to - from) / 100.0);
  name_it (self->slider, g_strdup (self->name));
  gtk_widget_set_hexpand (self->slider, TRUE);
  gtk_widget_set_tooltip_text (
      self->slider, _ ("A number in the loss; moved in mid-training it acts at the next step"));
  g_signal_connect (self->slider, "value-changed", G_CALLBACK (on_slider), self);
  make_ends (self);
  make_number (self);
  show_ends (self);
  lab_parameter_row_set_fixed (self, FALSE, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (name), MIN (9, (int) g_utf8_strlen (self->name, -1)));
  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_widget_add_css_class (name, "monospace");
  self->error = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->error), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_widget_add_css_class (self->error, "caption");
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), self->ends[0]);
  gtk_box_append (GTK_BOX (row), self->slider);
  gtk_box_append (GTK_BOX (row), self->ends[1]);
  gtk_box_append (GTK_BOX (row), self->number);
  gtk_widget_add_css_class (row, color);
  gtk_widget_add_css_class (column, "setting");
  gtk_widget_add_css_class (column, "parameter");
  gtk_box_append (GTK_BOX (column), row);
  gtk_box_append (GTK_BOX (column), self->error);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), column);
  return GTK_WIDGET (self);
}

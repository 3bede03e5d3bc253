/* SPDX-License-Identifier: MIT */
#include "class-scales.h"

#include "scale.h"
#include "ui/plot/number.h"

#include <math.h>

#define MOST_THAT_FIT 10

struct _LabClassScales
{
  GtkBox parent_instance;
  GtkWidget *scrolled;
  GtkWidget *wide; /* in it */
  GtkWidget *plain;
  GtkWidget *row; /* one of the two */
  double least;
  double greatest;
  gboolean percent;
  const char *what;
  GPtrArray *scales;
  GPtrArray *labels;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (LabClassScales, lab_class_scales, GTK_TYPE_BOX)

static guint changed_signal;

static char *
written (LabClassScales *self, double value)
{
  if (self->percent)
    return lab_number_fixed (100.0 * value, value > 0.0 && value < 0.0995 ? 1 : 0);
  return lab_number_fixed (value, value >= 9.995 ? 0 : 2);
}

static void
write_value (LabClassScales *self, guint i, double value)
{
  GtkWidget *column = gtk_widget_get_parent (g_ptr_array_index (self->labels, i));
  g_autofree char *text = written (self, value);

  gtk_label_set_text (g_ptr_array_index (self->labels, i), text);
  /* What is far from the usual 1 stands out. */
  if (value >= 2.0 || value <= 0.5)
    gtk_widget_add_css_class (column, "far");
  else
    gtk_widget_remove_css_class (column, "far");
  gtk_accessible_update_property (GTK_ACCESSIBLE (g_ptr_array_index (self->scales, i)),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
on_value (GtkRange *range, LabClassScales *self)
{
  guint i;
  double value;

  if (self->setting || !g_ptr_array_find (self->scales, range, &i))
    return;
  value = lab_number_aimed (exp (gtk_range_get_value (range)));
  value = CLAMP (value, self->least, self->greatest);
  write_value (self, i, value);
  g_signal_emit (self, changed_signal, 0, i, value);
}

static void
make (LabClassScales *self, guint n, const char *const *names)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->scales, 0);
  g_ptr_array_set_size (self->labels, 0);
  while ((child = gtk_widget_get_first_child (self->row)) != NULL)
    gtk_box_remove (GTK_BOX (self->row), child);
  /* Ten classes fit; forty are scrolled. A scrolled window takes the wheel whether it has to scroll
   * or not, so ten are in none. */
  self->row = n <= MOST_THAT_FIT ? self->plain : self->wide;
  gtk_widget_set_visible (self->plain, n <= MOST_THAT_FIT);
  gtk_widget_set_visible (self->scrolled, n > MOST_THAT_FIT);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      GtkWidget *value = gtk_label_new ("");
      GtkWidget *name = gtk_label_new (names[i]);
      GtkWidget *scale
          = lab_scale_new (GTK_ORIENTATION_VERTICAL, log (self->least), log (self->greatest), 0.05);
      g_autofree char *what = g_strdup_printf ("%s %s", self->what, names[i]);

      gtk_range_set_inverted (GTK_RANGE (scale), TRUE);
      gtk_range_set_increments (GTK_RANGE (scale), log (1.1), log (2.0));
      gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
      gtk_widget_set_size_request (scale, -1, 104);
      gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL, what,
                                      -1);
      gtk_widget_add_css_class (value, "scale-value");
      gtk_widget_add_css_class (value, "numeric");
      gtk_widget_add_css_class (name, "scale-name");
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (name), 1);
      gtk_widget_set_size_request (column, 27, -1);
      gtk_box_append (GTK_BOX (column), value);
      gtk_box_append (GTK_BOX (column), scale);
      gtk_box_append (GTK_BOX (column), name);
      gtk_widget_set_tooltip_text (name, names[i]);
      gtk_box_append (GTK_BOX (self->row), column);
      g_ptr_array_add (self->scales, scale);
      g_ptr_array_add (self->labels, value);
      g_signal_connect (scale, "value-changed", G_CALLBACK (on_value), self);
    }
}

static gboolean
has_names (LabClassScales *self, guint n, const char *const *names)
{
  gboolean same = self->scales->len == n;

  for (guint i = 0; i < n && same; i++)
    same = g_str_equal (gtk_widget_get_tooltip_text (
                            gtk_widget_get_next_sibling (g_ptr_array_index (self->scales, i))),
                        names[i]);
  return same;
}

void
lab_class_scales_set (LabClassScales *self, guint n, const char *const *names, const double *values)
{
  if (!has_names (self, n, names))
    make (self, n, names);
  self->setting = TRUE;
  for (guint i = 0; i < n; i++)
    {
      gtk_range_set_value (g_ptr_array_index (self->scales, i),
                           log (CLAMP (values[i], self->least, self->greatest)));
      write_value (self, i, values[i]);
    }
  self->setting = FALSE;
}

void
lab_class_scales_set_side (LabClassScales *self, guint side)
{
  g_autofree char *name = g_strdup_printf ("scales-%u", side);

  gtk_widget_add_css_class (GTK_WIDGET (self), name);
}

static void
lab_class_scales_finalize (GObject *object)
{
  LabClassScales *self = LAB_CLASS_SCALES (object);

  g_ptr_array_unref (self->scales);
  g_ptr_array_unref (self->labels);
  G_OBJECT_CLASS (lab_class_scales_parent_class)->finalize (object);
}

static void
lab_class_scales_class_init (LabClassScalesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_class_scales_finalize;
  changed_signal = g_signal_new ("changed", LAB_TYPE_CLASS_SCALES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_DOUBLE);
}

static GtkWidget *
make_row (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_widget_set_hexpand (row, TRUE);
  return row;
}

static void
lab_class_scales_init (LabClassScales *self)
{
  self->scales = g_ptr_array_new ();
  self->labels = g_ptr_array_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "class-scales");
  self->plain = make_row ();
  self->wide = make_row ();
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->wide);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), self->plain);
  gtk_box_append (GTK_BOX (self), self->scrolled);
  self->row = self->plain;
}

GtkWidget *
lab_class_scales_new (double least, double greatest, gboolean percent, const char *what)
{
  LabClassScales *self = g_object_new (LAB_TYPE_CLASS_SCALES, NULL);

  self->least = least;
  self->greatest = greatest;
  self->percent = percent;
  self->what = what;
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: MIT */
#include "conclusion-panel.h"

#include "ui/plot/number.h"
#include "ui/widget/mark.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define DECIMALS   3 /* of the table: a thousandth is ten of MNIST's test pictures */
#define MOST_WIDTH 900

struct _LabConclusionPanel
{
  LabPanel parent_instance;
  LabConcluder *concluder;
  GtkWidget *pairs; /* a box each */
  double zoom;
};

G_DEFINE_FINAL_TYPE (LabConclusionPanel, lab_conclusion_panel, LAB_TYPE_PANEL)

static GtkWidget *
make_label (LabConclusionPanel *self, const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (self->zoom));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  return label;
}

/* ---- the table ---- */

static char *
signed_number (double value, guint decimals)
{
  g_autofree char *number = lab_number_fixed (value, decimals);

  return g_strconcat (value > 0.0 && g_ascii_strtod (number, NULL) > 0.0 ? "+" : "", number, NULL);
}

static char *
mean_text (const LabInterval *interval)
{
  g_autofree char *mean = lab_number_fixed (interval->mean, DECIMALS);
  g_autofree char *deviation = lab_number_fixed (interval->deviation, DECIMALS);

  return interval->n < 2 ? g_steal_pointer (&mean) : g_strdup_printf ("%s ± %s", mean, deviation);
}

static char *
interval_text (const LabInterval *interval)
{
  const double nearest = MIN (fabs (interval->low), fabs (interval->high));
  /* An interval without 0 does not end there. */
  const guint decimals
      = (interval->low > 0.0 || interval->high < 0.0) && nearest < 0.0005 ? DECIMALS + 1 : DECIMALS;
  g_autofree char *low = signed_number (interval->low, decimals);
  g_autofree char *high = signed_number (interval->high, decimals);

  /* Translators: the ends of an interval */
  return isnan (interval->low) ? g_strdup ("") : g_strdup_printf (_ ("%s to %s"), low, high);
}

static void
put (LabConclusionPanel *self, GtkGrid *grid, int column, int row, char *text, const char *class)
{
  GtkWidget *label = make_label (self, text, column == 0 ? 0.0f : 1.0f);

  gtk_widget_add_css_class (label, "numeric");
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_grid_attach (grid, label, column, row, 1, 1);
  g_free (text);
}

static void
put_head (LabConclusionPanel *self, GtkGrid *grid, const LabPairs *pairs, guint pair)
{
  const gboolean several = pairs->comparisons[pair]->n_seeds > 1;

  put (self, grid, 0, 0, g_strdup (_ ("On the test set")), "heading");
  put (self, grid, 1, 0, g_strdup (lab_chart_role (0)), "heading");
  put (self, grid, 2, 0, g_strdup (lab_chart_role (pair + 1)), "heading");
  put (self, grid, 3, 0, g_strdup (several ? _ ("Mean difference") : _ ("Difference")), "heading");
  put (self, grid, 4, 0, g_strdup (several ? _ ("Interval") : ""), "heading");
}

/* What is shown to differ is bold. */
static GtkWidget *
make_table (LabConclusionPanel *self, const LabPairs *pairs, guint pair)
{
  const LabComparison *comparison = pairs->comparisons[pair];
  GtkWidget *grid = gtk_grid_new ();
  int at = 1;

  gtk_widget_add_css_class (grid, "conclusion-table");
  put_head (self, GTK_GRID (grid), pairs, pair);
  for (guint m = 0; m < LAB_COMPARISON_RECALL + comparison->n_classes; m++)
    {
      const LabComparisonRow *row = &comparison->rows[m];
      const char *class = row->shown ? "shown" : NULL;

      if (row->difference.n == 0)
        continue;
      put (self, GTK_GRID (grid), 0, at, lab_pairs_measure (pairs, m), class);
      put (self, GTK_GRID (grid), 1, at, mean_text (&row->first), class);
      put (self, GTK_GRID (grid), 2, at, mean_text (&row->second), class);
      put (self, GTK_GRID (grid), 3, at, signed_number (row->difference.mean, DECIMALS), class);
      put (self, GTK_GRID (grid), 4, at++, interval_text (&row->difference), class);
    }
  return grid;
}

/* ---- a pair ---- */

static GtkWidget *
make_heading (LabConclusionPanel *self, const LabPairs *pairs, guint pair)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  /* Translators: "Custom: focal loss, against Standard: cross-entropy" */
  g_autofree char *text
      = g_strdup_printf (_ ("%s: %s, against %s: %s"), lab_chart_role (pair + 1),
                         pairs->names[pair + 1], lab_chart_role (0), pairs->names[0]);
  GtkWidget *label = make_label (self, text, 0.0f);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), lab_mark_new (pair + 1));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
make_sentence (LabConclusionPanel *self, const char *text, const char *class)
{
  GtkWidget *label = make_label (self, text, 0.0f);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_pair (LabConclusionPanel *self, const LabPairs *pairs, guint pair)
{
  /* Translators: rows of a table that are set in bold type */
  g_autofree char *key = lab_pairs_key (pairs, _ ("Bold"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), make_heading (self, pairs, pair));
  for (guint i = 0; i < pairs->conclusions[pair].n; i++)
    {
      g_autofree char *sentence = lab_pairs_sentence (pairs, pair, i);
      const gboolean is_main = lab_conclusion_is_main (&pairs->conclusions[pair], i);

      gtk_box_append (GTK_BOX (box),
                      make_sentence (self, sentence, is_main ? "lesser" : "dim-label"));
    }
  gtk_box_append (GTK_BOX (box), make_table (self, pairs, pair));
  if (key != NULL)
    gtk_box_append (GTK_BOX (box), make_sentence (self, key, "dim-label"));
  return box;
}

static void
refresh (LabConclusionPanel *self)
{
  const LabPairs *pairs = lab_concluder_get_pairs (self->concluder);
  GtkWidget *child;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  while ((child = gtk_widget_get_first_child (self->pairs)) != NULL)
    gtk_box_remove (GTK_BOX (self->pairs), child);
  for (guint pair = 0; pairs != NULL && pair < pairs->n; pair++)
    gtk_box_append (GTK_BOX (self->pairs), make_pair (self, pairs, pair));
  if (pairs != NULL)
    {
      g_autofree char *epoch
          = lab_number_fixed (pairs->epoch, fmod (pairs->epoch, 1.0) > 0.0 ? 1 : 0);
      g_autofree char *note = g_strdup_printf (ngettext ("%u seed, at epoch %s",
                                                         "%u seeds, at epoch %s", pairs->n_seeds),
                                               pairs->n_seeds, epoch);

      lab_panel_set_note (LAB_PANEL (self), note, NULL);
    }
}

static void
lab_conclusion_panel_dispose (GObject *object)
{
  g_clear_object (&LAB_CONCLUSION_PANEL (object)->concluder);
  G_OBJECT_CLASS (lab_conclusion_panel_parent_class)->dispose (object);
}

static void
lab_conclusion_panel_class_init (LabConclusionPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_conclusion_panel_dispose;
}

static void
lab_conclusion_panel_init (LabConclusionPanel *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  self->zoom = 1.0;
  self->pairs = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_add_css_class (self->pairs, "conclusion");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MOST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->pairs);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  lab_panel_set_title (LAB_PANEL (self), _ ("Conclusion"));
  lab_panel_set_back (LAB_PANEL (self), TRUE);
  lab_panel_add_body (LAB_PANEL (self), scrolled);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
}

GtkWidget *
lab_conclusion_panel_new (LabConcluder *concluder)
{
  LabConclusionPanel *self = g_object_new (LAB_TYPE_CONCLUSION_PANEL, NULL);

  self->concluder = g_object_ref (concluder);
  g_signal_connect_object (concluder, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
lab_conclusion_panel_set_zoom (LabConclusionPanel *self, double zoom)
{
  self->zoom = zoom;
  refresh (self);
}

/* SPDX-License-Identifier: MIT */
#include "run-columns.h"

#include "ui/model/names.h"
#include "ui/plot/number.h"

#include <glib/gi18n.h>
#include <math.h>

#define COLUMN "lab-column" /* of a cell: what it tells */
#define PIN    "lab-pin"
#define MORE   "lab-more"

/* ---- words ---- */

static char *
title (const LabSummary *run)
{
  return g_strdup (run->title);
}

static char *
loss (const LabSummary *run)
{
  return lab_names_loss (run->loss);
}

static char *
dataset (const LabSummary *run)
{
  return lab_names_dataset (run->dataset);
}

static char *
seed (const LabSummary *run)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, run->seed);
}

static char *
date (const LabSummary *run)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (run->created);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (then, "%F");
  g_autofree char *today = g_date_time_format (now, "%F");

  /* Translators: a time of this day, then a day, both as g_date_time_format() has them */
  return g_date_time_format (then, g_str_equal (day, today) ? _ ("today %H:%M") : _ ("%-e %b %Y"));
}

static char *
moment (const LabSummary *run)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (run->created);

  /* Translators: as g_date_time_format() has it */
  return g_date_time_format (then, _ ("%A, %-e %B %Y, %H:%M"));
}

static char *
accuracy (double fraction)
{
  return isnan (fraction) ? g_strdup ("–") : lab_number_percent (fraction);
}

static char *
test_accuracy (const LabSummary *run)
{
  return accuracy (run->test_accuracy);
}

static char *
balanced_accuracy (const LabSummary *run)
{
  return accuracy (run->balanced_accuracy);
}

char *
lab_run_columns_state (const LabSummary *run)
{
  const guint percent
      = run->n_steps == 0 ? 0 : (guint) (100.0 * (double) run->step / (double) run->n_steps);

  switch (run->state)
    {
    case LAB_RUN_TRAINING:
      return g_strdup_printf (_ ("training, %u %%"), percent);
    case LAB_RUN_FINISHED:
      return g_strdup (_ ("finished"));
    case LAB_RUN_STOPPED:
      return g_strdup_printf (_ ("stopped at %u %%"), percent);
    case LAB_RUN_DIVERGED:
      return g_strdup_printf (_ ("diverged at %u %%"), percent);
    case LAB_RUN_INTERRUPTED:
    default:
      return g_strdup_printf (_ ("interrupted at %u %%"), percent);
    }
}

static char *
tags (const LabSummary *run)
{
  return g_strdup (run->tags);
}

/* The line below the title: its number, which branches refer to, its parent and its note. */
static char *
more (const LabSummary *run)
{
  g_autofree char *number = lab_number_count ((guint64) run->id);
  g_autofree char *parent = lab_number_count ((guint64) run->origin.run);
  g_autofree char *step = lab_number_count (run->origin.step);
  g_autofree char *note = g_strdup (run->note);
  g_autofree char *words
      = run->origin.run == 0
            /* Translators: a run's number in the history */
            ? g_strdup_printf (_ ("Run %s"), number)
            /* Translators: "Run 12, a branch of run 3 at step 1,172" */
            : g_strdup_printf (_ ("Run %s, a branch of run %s at step %s"), number, parent, step);

  return *note == '\0' ? g_steal_pointer (&words)
                       : g_strconcat (words, " · ", g_strdelimit (note, "\n", ' '), NULL);
}

typedef struct
{
  const char *title;
  char *(*text) (const LabSummary *run);
  int chars;
  gboolean number;
} Column;

static const Column COLUMNS[] = {
  { N_ ("Experiment"), title, 14, FALSE },
  { N_ ("Loss"), loss, 18, FALSE },
  { N_ ("Data"), dataset, 11, FALSE },
  { N_ ("Seed"), seed, 4, TRUE },
  { N_ ("Began"), date, 10, FALSE },
  { N_ ("Accuracy"), test_accuracy, 7, TRUE },
  { N_ ("Balanced"), balanced_accuracy, 7, TRUE },
  { N_ ("State"), lab_run_columns_state, 16, FALSE },
  { N_ ("Tags"), tags, 7, FALSE },
};

/* ---- cells ---- */

/* What there is no room for. */
static gboolean
on_tooltip (GtkLabel *label, int x, int y, gboolean by_key, GtkTooltip *tooltip, gpointer data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static GtkWidget *
make_label (const Column *column)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), column->number ? 1.0f : 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), column->chars);
  gtk_label_set_max_width_chars (GTK_LABEL (label), column->chars);
  if (column->text != date)
    {
      g_signal_connect (label, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
      gtk_widget_set_has_tooltip (label, TRUE);
    }
  if (column->number)
    gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* The first column has the pin beside, and a line below. */
static GtkWidget *
make_title (GtkWidget *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *pin = gtk_image_new_from_icon_name ("view-pin-symbolic");
  GtkWidget *below = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (below), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (below), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (below, "caption");
  gtk_widget_add_css_class (below, "dim-label");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), pin);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), below);
  g_object_set_data (G_OBJECT (label), PIN, pin);
  g_object_set_data (G_OBJECT (label), MORE, below);
  return box;
}

/* GTK gives rows no name. A cell has a row once it is on the screen. */
static void
name_row (GtkWidget *child, GtkListItem *item)
{
  GtkWidget *cell = gtk_widget_get_parent (child);
  GtkWidget *row = cell == NULL ? NULL : gtk_widget_get_parent (cell);
  LabRunItem *run = gtk_list_item_get_item (item);
  g_autofree char *name = NULL, *its_loss = NULL, *state = NULL, *below = NULL;

  if (row == NULL || run == NULL)
    return;
  its_loss = loss (lab_run_item_get_summary (run));
  state = lab_run_columns_state (lab_run_item_get_summary (run));
  below = more (lab_run_item_get_summary (run));
  name = g_strdup_printf ("%s, %s, %s, %s", lab_run_item_get_summary (run)->title, its_loss, state,
                          below);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, const Column *column)
{
  GtkWidget *label = make_label (column);

  g_object_set_data (G_OBJECT (item), COLUMN, label);
  gtk_list_item_set_child (item, column == &COLUMNS[0] ? make_title (label) : label);
  if (column == &COLUMNS[0])
    g_signal_connect (gtk_list_item_get_child (item), "map", G_CALLBACK (name_row), item);
}

static void
write_cell (GtkListItem *item, const Column *column)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (item), COLUMN);
  GtkWidget *below = g_object_get_data (G_OBJECT (label), MORE);
  const LabSummary *run = lab_run_item_get_summary (gtk_list_item_get_item (item));
  g_autofree char *text = column->text (run);
  g_autofree char *day = column->text == date ? moment (run) : NULL;

  gtk_label_set_text (GTK_LABEL (label), text);
  if (day != NULL)
    gtk_widget_set_tooltip_text (label, day);
  if (below != NULL)
    {
      g_autofree char *words = more (run);

      gtk_label_set_text (GTK_LABEL (below), words);
      gtk_widget_set_tooltip_text (below, *run->note == '\0' ? NULL : run->note);
      gtk_widget_set_visible (g_object_get_data (G_OBJECT (label), PIN), run->pinned);
      name_row (gtk_list_item_get_child (item), item);
    }
}

/* The two things that a change of the run is told to. */
static void
on_changed (LabRunItem *run, GtkListItem *item)
{
  write_cell (item, g_object_get_data (G_OBJECT (item), "lab-kind"));
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, const Column *column)
{
  g_object_set_data (G_OBJECT (item), "lab-kind", (gpointer) column);
  g_signal_connect (gtk_list_item_get_item (item), "changed", G_CALLBACK (on_changed), item);
  write_cell (item, column);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

/* ---- ticks ---- */

static void
write_tick (LabRunItem *run, GtkListItem *item)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_list_item_get_child (item));
  g_autofree char *its_loss = loss (lab_run_item_get_summary (run));
  /* Translators: of a tick: an experiment's title, a loss */
  g_autofree char *name
      = g_strdup_printf (_ ("Choose %s, %s"), lab_run_item_get_summary (run)->title, its_loss);

  if (gtk_check_button_get_active (check) != lab_run_item_is_ticked (run))
    gtk_check_button_set_active (check, lab_run_item_is_ticked (run));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_toggled (GtkCheckButton *check, GtkListItem *item)
{
  LabRunList *list = g_object_get_data (G_OBJECT (item), COLUMN);

  if (gtk_list_item_get_item (item) != NULL)
    lab_run_list_tick (list, gtk_list_item_get_position (item),
                       gtk_check_button_get_active (check));
}

static void
on_tick_setup (GtkListItemFactory *factory, GtkListItem *item, LabRunList *list)
{
  GtkWidget *check = gtk_check_button_new ();

  g_object_set_data (G_OBJECT (item), COLUMN, list);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  /* By the keyboard it is the row's Space. */
  gtk_widget_set_can_focus (check, FALSE);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), item);
  gtk_list_item_set_child (item, check);
}

static void
on_tick_bind (GtkListItemFactory *factory, GtkListItem *item, LabRunList *list)
{
  LabRunItem *run = gtk_list_item_get_item (item);

  g_signal_connect (run, "changed", G_CALLBACK (write_tick), item);
  write_tick (run, item);
}

/* ---- columns ---- */

static void
append (GtkColumnView *view, const char *heading, GtkListItemFactory *factory, gboolean expand)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (heading, factory);

  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (view, column);
}

void
lab_run_columns_add (GtkColumnView *view, LabRunList *list)
{
  GtkListItemFactory *ticks = gtk_signal_list_item_factory_new ();

  g_signal_connect (ticks, "setup", G_CALLBACK (on_tick_setup), list);
  g_signal_connect (ticks, "bind", G_CALLBACK (on_tick_bind), list);
  g_signal_connect (ticks, "unbind", G_CALLBACK (on_unbind), NULL);
  append (view, "", ticks, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (COLUMNS); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) &COLUMNS[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer) &COLUMNS[i]);
      g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
      append (view, _ (COLUMNS[i].title), factory, i == 0);
    }
  /* The row of headings, and what holds the rows. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
        g_str_equal (gtk_widget_get_css_name (child), "header") ? _ ("Headings") : _ ("Runs"), -1);
}

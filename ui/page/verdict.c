/* SPDX-License-Identifier: MIT */
/*
 * One look at a time: what changes while a thread looks is looked at when it has finished. A slider
 * that is dragged thus costs a look now and then, not one a pixel.
 */
#include "verdict.h"

#include "ui/model/inspection.h"
#include "ui/plot/number.h"
#include "ui/widget/problem-list.h"

#include <glib/gi18n.h>

struct _LabVerdict
{
  AdwBin parent_instance;
  LabSession *session;
  guint side;
  GtkListBox *list;
  GtkWidget *derivative_row;
  GtkWidget *derivative;
  GtkWidget *note;
  LabSpec *seen; /* that the rows are of, or will be */
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (LabVerdict, lab_verdict, ADW_TYPE_BIN)

/* ---- rows ---- */

static void
add_row (LabVerdict *self, GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->list, row);
}

static void
drop_rows (LabVerdict *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 1)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
add_check (LabVerdict *self, const LabCheck *check)
{
  g_autofree char *worst = lab_number_loss (check->worst);
  g_autofree char *n = lab_number_count (check->n);
  /* Translators: "640 values of a batch, largest relative error 2e-10" */
  g_autofree char *values
      = g_strdup_printf (_ ("%s values of a batch, largest relative error %s"), n, worst);
  g_autofree char *kinks = NULL;

  if (check->n_kinks > 0)
    {
      g_autofree char *at = lab_number_count (check->n_kinks);

      kinks = g_strdup_printf (ngettext ("%s; %s left out at a kink", "%s; %s left out at kinks",
                                         check->n_kinks),
                               values, at);
    }
  add_row (self,
           lab_problem_list_row (check->agrees ? "object-select-symbolic" : "dialog-error-symbolic",
                                 check->agrees ? "success" : "error",
                                 check->agrees ? _ ("Agrees with finite differences")
                                               : _ ("Does not agree with finite differences"),
                                 kinks == NULL ? values : kinks));
}

static void
show_derivative (LabVerdict *self, const LabInspection *inspection)
{
  const char *text = inspection == NULL ? NULL : inspection->derivative;

  gtk_widget_set_visible (self->derivative_row, inspection != NULL);
  gtk_widget_set_visible (self->derivative, text != NULL);
  gtk_label_set_text (GTK_LABEL (self->derivative), text == NULL ? "" : text);
  gtk_label_set_text (GTK_LABEL (self->note),
                      text == NULL ? _ ("It is too long to be read.")
                      : inspection->a_picture
                          ? _ ("Of one picture; t is 1 at the target, else 0.")
                          : _ ("Of the batch as a whole; t is 1 at the target, else 0."));
}

static void
show (LabVerdict *self, const LabInspection *inspection)
{
  drop_rows (self);
  show_derivative (self, inspection);
  add_check (self, &inspection->check);
  for (guint i = 0; inspection->warnings[i] != NULL; i++)
    {
      g_autofree char *markup = lab_problem_list_markup (_ (inspection->warnings[i]));

      add_row (self, lab_problem_list_row ("dialog-warning-symbolic", "warning", markup, NULL));
    }
}

/* ---- looking ---- */

static void look (LabVerdict *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  LabVerdict *self = LAB_VERDICT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabInspection) inspection = lab_inspection_new_finish (result, &error);

  self->looking = FALSE;
  if (self->session == NULL)
    return;
  if (inspection != NULL)
    show (self, inspection);
  else
    {
      g_autofree char *markup = lab_problem_list_markup (error->message);

      drop_rows (self);
      show_derivative (self, NULL);
      add_row (self, lab_problem_list_row ("dialog-error-symbolic", "error", markup, NULL));
    }
  look (self);
}

/* The data count: another training set may have been drawn for the same spec. */
static void
look (LabVerdict *self)
{
  LabDocument *document = lab_session_get_document (self->session);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  LabTrainingSet *set = lab_session_get_training_set (self->session);
  const LabSpec *spec;

  if (self->looking || !gtk_widget_get_mapped (GTK_WIDGET (self)) || dataset == NULL || set == NULL
      || self->side >= lab_document_get_experiment (document)->n_sides)
    return;
  spec = lab_document_get_spec (document, self->side);
  if (self->seen != NULL && lab_spec_equal (self->seen, spec))
    return;
  g_clear_pointer (&self->seen, lab_spec_unref);
  self->seen = lab_spec_ref (spec);
  self->looking = TRUE;
  lab_inspection_new_async (spec, dataset, set, G_OBJECT (self), on_looked, NULL);
}

static void
on_data (LabVerdict *self)
{
  g_clear_pointer (&self->seen, lab_spec_unref);
  look (self);
}

static void
lab_verdict_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lab_verdict_parent_class)->map (widget);
  look (LAB_VERDICT (widget));
}

/* ---- life ---- */

static void
lab_verdict_dispose (GObject *object)
{
  LabVerdict *self = LAB_VERDICT (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (lab_session_get_document (self->session), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->seen, lab_spec_unref);
  G_OBJECT_CLASS (lab_verdict_parent_class)->dispose (object);
}

static void
lab_verdict_class_init (LabVerdictClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_verdict_dispose;
  GTK_WIDGET_CLASS (klass)->map = lab_verdict_map;
}

static void
lab_verdict_init (LabVerdict *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->note = gtk_label_new ("");
  self->derivative = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->derivative), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->derivative), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->derivative), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->derivative), TRUE);
  gtk_widget_add_css_class (self->derivative, "derivative");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->derivative), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Derivative"), -1);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0.0f);
  gtk_widget_add_css_class (self->note, "caption");
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_widget_add_css_class (column, "setting");
  gtk_box_append (GTK_BOX (column), self->derivative);
  gtk_box_append (GTK_BOX (column), self->note);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Derivative"), -1);
  add_row (self, column);
  self->derivative_row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0));
  gtk_widget_set_visible (self->derivative_row, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

GtkWidget *
lab_verdict_new (LabSession *session)
{
  LabVerdict *self = g_object_new (LAB_TYPE_VERDICT, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (lab_session_get_document (session), "changed", G_CALLBACK (look), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (on_data), self);
  return GTK_WIDGET (self);
}

void
lab_verdict_set_side (LabVerdict *self, guint side)
{
  self->side = side;
  on_data (self);
}

/* SPDX-License-Identifier: MIT */
/*
 * Two texts: the one in the view, and the document's. A pause in the typing compiles the first;
 * where it has no errors it becomes the second. The document's goes into the view when it is
 * another one than the view last gave or got: by undo, by the catalogue, by the card.
 */
#include "editor.h"

#include "save-loss.h"
#include "train/objective.h"
#include "ui/widget/inner-name.h"
#include "ui/model/text-edit.h"
#include "ui/widget/loss-chooser.h"
#include "ui/widget/loss-text.h"
#include "ui/widget/mark.h"
#include "ui/widget/parameter-row.h"
#include "ui/widget/problem-list.h"
#include "ui/widget/toast.h"
#include "ui/widget/weights-menu.h"
#include "verdict.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAUSE_MS 250

struct _LabEditor
{
  GtkBox parent_instance;
  LabSession *session;
  guint side;
  gboolean open;
  guint pause;           /* until what was typed is looked at */
  char *document_loss;   /* as its spec names it, when it was last seen */
  char *looked_at;       /* the text that @problems are of */
  LabProblems *problems; /* (nullable) */
  LabLoss *loss;         /* (nullable): that the rows are of: the document's */
  LabObjective objective;
  GPtrArray *rows; /* of LabParameterRow */
  struct
  {
    char *text; /* with errors */
    char *of;   /* the document's loss meanwhile */
  } drafts[LAB_MAX_SIDES];

  LabLossText *text;
  LabProblemList *list_of_problems;
  LabLossChooser *chooser;
  LabSaveLoss *saver;
  LabVerdict *verdict;

  AdwBin *mark;
  GtkLabel *title;
  GtkMenuButton *save_button;
  GtkMenuButton *start_button;
  GtkLabel *start;
  GtkBox *text_box;
  GtkWidget *numbers;
  GtkListBox *list;
  GtkWidget *weights_row;
  GtkLabel *weights;
  GtkMenuButton *weights_button;
  AdwPreferencesGroup *derivative;
};

G_DEFINE_FINAL_TYPE (LabEditor, lab_editor, GTK_TYPE_BOX)

static LabDocument *
document (LabEditor *self)
{
  return lab_session_get_document (self->session);
}

static const LabSpec *
spec (LabEditor *self)
{
  return lab_document_get_spec (document (self), self->side);
}

static gboolean
has_errors (LabEditor *self)
{
  return self->problems != NULL && self->problems->n_errors > 0;
}

/* ---- parameters ---- */

static const LabFormulaParameter *
parameter_of (LabEditor *self, LabParameterRow *row)
{
  guint i;

  return g_ptr_array_find (self->rows, row, &i) ? &self->loss->formula->parameters[i] : NULL;
}

static void
on_moved (LabParameterRow *row, double value, LabEditor *self)
{
  lab_document_set_parameter (document (self), self->side, parameter_of (self, row)->name, value);
}

/* The range is a part of the text. */
static void
on_ranged (LabParameterRow *row, double least, double greatest, LabEditor *self)
{
  const LabFormula *formula = self->loss->formula;
  g_autofree char *is = lab_loss_text_dup (self->text);
  g_autofree char *its = g_strchomp (g_strdup (formula->text));
  g_autofree char *text = NULL;

  /* Typed on in the meantime. */
  if (!g_str_equal (g_strchomp (is), its))
    return;
  text = lab_text_with_range (formula, (guint) (parameter_of (self, row) - formula->parameters),
                              least, greatest);
  lab_loss_text_set (self->text, g_strchomp (text));
}

static gboolean
has_rows (LabEditor *self, const LabLoss *loss)
{
  if (self->loss == NULL || self->loss->formula->n_parameters != loss->formula->n_parameters)
    return FALSE;
  for (guint i = 0; i < loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *is = &self->loss->formula->parameters[i];
      const LabFormulaParameter *should = &loss->formula->parameters[i];

      if (!g_str_equal (is->name, should->name) || is->logarithmic != should->logarithmic)
        return FALSE;
    }
  return TRUE;
}

/* An end that is being typed is left when its row goes; it is no longer meant then. */
static void
drop_rows (LabEditor *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->rows, i), self);
      gtk_list_box_remove (self->list, g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, 0);
}

/* Rows stay as long as they can: somebody may be in one of them. */
static void
make_rows (LabEditor *self, LabLoss *loss)
{
  const gboolean keep = has_rows (self, loss);
  LabLoss *before = self->loss;

  if (!keep)
    drop_rows (self);
  self->loss = lab_loss_ref (loss);
  for (guint i = 0; i < loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *p = &loss->formula->parameters[i];
      GtkWidget *row;

      if (keep)
        {
          lab_parameter_row_set_range (g_ptr_array_index (self->rows, i), p->least, p->greatest);
          continue;
        }
      row = lab_parameter_row_new (p, self->side);
      g_signal_connect (row, "moved", G_CALLBACK (on_moved), self);
      g_signal_connect (row, "ranged", G_CALLBACK (on_ranged), self);
      gtk_list_box_insert (self->list, row, (int) i);
      g_ptr_array_add (self->rows, row);
    }
  if (before != NULL)
    lab_loss_unref (before);
}

static void
show_numbers (LabEditor *self)
{
  const LabDataset *dataset = lab_session_get_dataset (self->session);
  const LabTrainingSet *set = lab_session_get_training_set (self->session);
  g_autoptr (LabLoss) loss = lab_loss_find (spec (self)->loss, NULL);
  gboolean known = FALSE;

  if (loss != NULL && dataset != NULL && set != NULL)
    {
      lab_objective_clear (&self->objective);
      known = lab_objective_init (&self->objective, spec (self), dataset, set, NULL);
    }
  if (known && (self->loss == NULL || !g_str_equal (self->loss->text, loss->text)))
    make_rows (self, loss);
  gtk_widget_set_visible (self->numbers, known && (self->rows->len > 0 || loss->weighted));
  gtk_widget_set_visible (self->weights_row, known && loss->weighted);
  if (!known)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    lab_parameter_row_set_value (g_ptr_array_index (self->rows, i), self->objective.parameters[i]);
  if (loss->weighted)
    {
      g_autofree char *words
          = lab_weights_menu_summary (&self->objective, (const char *const *) dataset->class_names);

      gtk_label_set_text (self->weights, words);
      gtk_menu_button_set_label (self->weights_button,
                                 lab_weights_menu_name (spec (self), &self->objective));
    }
}

/* ---- the text ---- */

static void
show_problems (LabEditor *self)
{
  const gboolean wrong = has_errors (self);

  lab_loss_text_mark (self->text, self->problems);
  lab_problem_list_set (self->list_of_problems, self->problems,
                        _ ("Training and plots keep the last text without errors."));
  for (guint i = 0; i < self->rows->len; i++)
    lab_parameter_row_set_fixed (g_ptr_array_index (self->rows, i), wrong,
                                 _ ("The text has an error: mend it first"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !wrong);
}

/* What was typed, now. */
static void
look (LabEditor *self)
{
  char *text;
  g_autoptr (LabLoss) loss = NULL;

  g_clear_handle_id (&self->pause, g_source_remove);
  if (!self->open)
    return;
  text = lab_loss_text_dup (self->text);
  g_clear_pointer (&self->problems, lab_problems_free);
  g_free (self->looked_at);
  self->looked_at = text;
  self->problems = lab_problems_new (text);
  loss = lab_loss_new (NULL, text, self->problems);
  if (loss != NULL)
    {
      g_autoptr (LabLoss) is = lab_loss_find (spec (self)->loss, NULL);
      g_autofree char *its = g_strchomp (g_strdup (is == NULL ? "" : is->text));
      g_autofree char *typed = g_strchomp (g_strdup (text));

      lab_save_loss_set (self->saver, loss->title, text);
      if (!g_str_equal (its, typed))
        lab_document_set_loss_text (document (self), self->side, text, NULL);
    }
  show_problems (self);
}

static gboolean
on_pause (gpointer data)
{
  LAB_EDITOR (data)->pause = 0;
  look (data);
  return G_SOURCE_REMOVE;
}

static void
on_text (LabEditor *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
}

static void
on_mend (LabProblemList *list, guint i, LabEditor *self)
{
  g_autofree char *is = lab_loss_text_dup (self->text);
  g_autofree char *text = NULL;

  /* Typed on in the meantime: the mend's place is another one. */
  if (self->problems == NULL || i >= self->problems->list->len
      || !g_str_equal (is, self->looked_at))
    return;
  text = lab_text_mended (is, lab_problems_get (self->problems, i));
  lab_loss_text_set (self->text, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  look (self);
}

/* ---- the document ---- */

static char *
document_text (LabEditor *self)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec (self)->loss, NULL);

  if (loss != NULL)
    return g_strchomp (g_strdup (loss->text));
  /* A file of somebody's: what it has may still be mended. */
  return g_str_has_prefix (spec (self)->loss, LAB_LOSS_TYPED)
             ? g_strdup (spec (self)->loss + strlen (LAB_LOSS_TYPED))
             : g_strdup ("");
}

static void
on_document (LabEditor *self)
{
  g_autofree char *title = NULL, *words = NULL;

  if (!self->open)
    return;
  if (self->side >= lab_document_get_experiment (document (self))->n_sides)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "sidebar.page", "s", "main");
      return;
    }
  if (g_strcmp0 (self->document_loss, spec (self)->loss) != 0)
    {
      g_autofree char *should = document_text (self);
      g_autofree char *text = lab_loss_text_dup (self->text);
      g_autofree char *is = g_strchomp (g_strdup (text));

      g_free (self->document_loss);
      self->document_loss = g_strdup (spec (self)->loss);
      if (!g_str_equal (is, should))
        {
          lab_loss_text_set (self->text, should);
          look (self);
        }
    }
  title = lab_chart_loss (spec (self));
  /* Translators: "Start from: Focal loss" */
  words = g_strdup_printf (_ ("Start from: %s"), title);
  gtk_label_set_text (self->start, title);
  lab_inner_name_set (self->start_button, words);
  lab_loss_chooser_set_current (self->chooser, spec (self)->loss);
  show_numbers (self);
}

static void
on_chosen (LabLossChooser *chooser, const char *id, LabEditor *self)
{
  lab_document_set_loss (document (self), self->side, id, NULL);
}

static void
on_preset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabEditor *self = data;

  lab_document_set (document (self), self->side, LAB_SETTING_CLASS_WEIGHTS,
                    g_variant_get_string (parameter, NULL), NULL);
}

static void
say (LabEditor *self, const char *words)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (toasts != NULL)
    lab_toast_say (ADW_TOAST_OVERLAY (toasts), words);
}

static void
on_saved (LabSaveLoss *saver, const char *name, LabEditor *self)
{
  /* Translators: "Saved among your own losses as my-focal" */
  g_autofree char *words = g_strdup_printf (_ ("Saved among your own losses as %s"), name);

  say (self, words);
}

/* ---- opening and closing ---- */

static void
drop_draft (LabEditor *self, guint side)
{
  g_clear_pointer (&self->drafts[side].text, g_free);
  g_clear_pointer (&self->drafts[side].of, g_free);
}

void
lab_editor_open (LabEditor *self, guint side)
{
  g_autofree char *text = NULL;
  /* Translators: "Custom loss": the text of the side's loss */
  g_autofree char *title = g_strdup_printf (_ ("%s loss"), lab_chart_role (side));

  lab_editor_close (self);
  self->side = side;
  self->open = TRUE;
  drop_rows (self);
  g_clear_pointer (&self->loss, lab_loss_unref);
  adw_bin_set_child (self->mark, lab_mark_new (side));
  gtk_label_set_text (self->title, title);
  g_free (self->document_loss);
  self->document_loss = g_strdup (spec (self)->loss);
  text = g_strcmp0 (self->drafts[side].of, self->document_loss) == 0
             ? g_strdup (self->drafts[side].text)
             : document_text (self);
  drop_draft (self, side);
  lab_loss_text_start (self->text, text);
  lab_verdict_set_side (self->verdict, side);
  on_document (self);
  look (self);
}

void
lab_editor_close (LabEditor *self)
{
  if (!self->open)
    return;
  if (self->side < lab_document_get_experiment (document (self))->n_sides)
    {
      look (self);
      if (has_errors (self))
        {
          drop_draft (self, self->side);
          self->drafts[self->side].text = lab_loss_text_dup (self->text);
          self->drafts[self->side].of = g_strdup (self->document_loss);
          say (self, _ ("The text has errors. The editor keeps it while the window is open."));
        }
    }
  self->open = FALSE;
  g_clear_handle_id (&self->pause, g_source_remove);
}

guint
lab_editor_get_side (LabEditor *self)
{
  return self->side;
}

static gboolean
lab_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LAB_EDITOR (widget)->text));
}

static void
lab_editor_dispose (GObject *object)
{
  LabEditor *self = LAB_EDITOR (object);

  self->open = FALSE;
  g_clear_handle_id (&self->pause, g_source_remove);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (document (self), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->problems, lab_problems_free);
  g_clear_pointer (&self->looked_at, g_free);
  g_clear_pointer (&self->document_loss, g_free);
  g_clear_pointer (&self->loss, lab_loss_unref);
  lab_objective_clear (&self->objective);
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    drop_draft (self, i);
  G_OBJECT_CLASS (lab_editor_parent_class)->dispose (object);
}

static void
lab_editor_class_init (LabEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_editor_dispose;
  widget_class->grab_focus = lab_editor_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/editor.ui");
  gtk_widget_class_bind_template_child (widget_class, LabEditor, mark);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, title);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, start_button);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, start);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, text_box);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, numbers);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, list);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, weights_row);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, weights);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, weights_button);
  gtk_widget_class_bind_template_child (widget_class, LabEditor, derivative);
}

static void
lab_editor_init (LabEditor *self)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "weights", .parameter_type = "s", .activate = on_preset },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) weights = lab_weights_menu ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "side", G_ACTION_GROUP (group));
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->weights_button, _ ("Class weights"));
  gtk_menu_button_set_menu_model (self->weights_button, weights);
}

GtkWidget *
lab_editor_new (LabSession *session)
{
  LabEditor *self = g_object_new (LAB_TYPE_EDITOR, NULL);

  self->session = g_object_ref (session);
  self->text = LAB_LOSS_TEXT (lab_loss_text_new (_ ("Text of the loss")));
  self->list_of_problems = LAB_PROBLEM_LIST (lab_problem_list_new ());
  gtk_box_append (self->text_box, GTK_WIDGET (self->text));
  gtk_box_append (self->text_box, GTK_WIDGET (self->list_of_problems));
  self->verdict = LAB_VERDICT (lab_verdict_new (session));
  adw_preferences_group_add (self->derivative, GTK_WIDGET (self->verdict));
  self->chooser = LAB_LOSS_CHOOSER (lab_loss_chooser_new ());
  gtk_menu_button_set_popover (self->start_button, GTK_WIDGET (self->chooser));
  self->saver = LAB_SAVE_LOSS (lab_save_loss_new ());
  gtk_menu_button_set_popover (self->save_button, GTK_WIDGET (self->saver));
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (on_text), self);
  g_signal_connect (self->list_of_problems, "mend", G_CALLBACK (on_mend), self);
  g_signal_connect (self->chooser, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect (self->saver, "saved", G_CALLBACK (on_saved), self);
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (on_document), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (on_document), self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: MIT */
#include "side.h"

#include "train/objective.h"
#include "ui/widget/inner-name.h"
#include "ui/plot/number.h"
#include "ui/widget/class-scales.h"
#include "ui/widget/loss-chooser.h"
#include "ui/widget/mark.h"
#include "ui/widget/scale.h"
#include "ui/widget/toast.h"
#include "ui/widget/weights-menu.h"
#include "value.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _LabSide
{
  GtkBox parent_instance;
  LabSession *session;
  guint side;
  LabLoss *loss; /* that the sliders are made for */
  GtkBox *header;
  GtkLabel *role;
  GtkListBox *list;
  GtkLabel *title;
  GtkLabel *formula;
  GtkWidget *edit;
  GtkMenuButton *loss_menu;
  LabLossChooser *chooser;
  GtkWidget *weights_row;
  GtkBox *weights_box;
  GtkMenuButton *weights_menu;
  LabClassScales *scales;
  GtkWidget *error;
  GPtrArray *parameters; /* rows */
  GtkWidget *sliders[LAB_MAX_PARAMETERS];
  GtkWidget *numbers[LAB_MAX_PARAMETERS];
  LabObjective objective; /* with every value that the card shows */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (LabSide, lab_side, GTK_TYPE_BOX)

static LabDocument *
document (LabSide *self)
{
  return lab_session_get_document (self->session);
}

static const LabSpec *
spec (LabSide *self)
{
  return lab_document_get_spec (document (self), self->side);
}

/* ---- parameters ---- */

static void
on_slider (GtkRange *range, LabSide *self)
{
  if (self->showing)
    return;
  for (guint i = 0; i < self->loss->formula->n_parameters; i++)
    if (self->sliders[i] == GTK_WIDGET (range))
      {
        const LabFormulaParameter *p = &self->loss->formula->parameters[i];
        const double value = gtk_range_get_value (range);

        lab_document_set_parameter (document (self), self->side, p->name,
                                    p->logarithmic ? lab_number_aimed (exp (value)) : value);
        return;
      }
}

static void
drop_parameters (LabSide *self)
{
  for (guint i = 0; i < self->parameters->len; i++)
    gtk_list_box_remove (self->list, g_ptr_array_index (self->parameters, i));
  g_ptr_array_set_size (self->parameters, 0);
}

static void
make_parameters (LabSide *self)
{
  g_autofree char *color = g_strdup_printf ("scales-%u", self->side);

  drop_parameters (self);
  for (guint i = 0; i < self->loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *p = &self->loss->formula->parameters[i];
      const double from = p->logarithmic ? log (p->least) : p->least;
      const double to = p->logarithmic ? log (p->greatest) : p->greatest;
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
      GtkWidget *name = gtk_label_new (p->name);

      self->sliders[i] = lab_scale_new (GTK_ORIENTATION_HORIZONTAL, from, to, (to - from) / 100.0);
      self->numbers[i] = gtk_label_new ("");
      gtk_label_set_width_chars (GTK_LABEL (self->numbers[i]), 8);
      gtk_label_set_xalign (GTK_LABEL (self->numbers[i]), 1.0f);
      gtk_widget_add_css_class (self->numbers[i], "numeric");
      gtk_widget_set_hexpand (self->sliders[i], TRUE);
      gtk_widget_add_css_class (row, color);
      gtk_widget_set_tooltip_text (
          self->sliders[i],
          _ ("A number in the loss; moved in mid-training it acts at the next step"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->sliders[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, p->name, -1);
      g_signal_connect (self->sliders[i], "value-changed", G_CALLBACK (on_slider), self);
      gtk_widget_add_css_class (box, "setting");
      gtk_box_append (GTK_BOX (box), name);
      gtk_box_append (GTK_BOX (box), self->sliders[i]);
      gtk_box_append (GTK_BOX (box), self->numbers[i]);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      gtk_list_box_insert (self->list, row, 1 + (int) i);
      g_ptr_array_add (self->parameters, row);
    }
}

static void
show_parameters (LabSide *self)
{
  for (guint i = 0; i < self->loss->formula->n_parameters; i++)
    {
      const double value = self->objective.parameters[i];
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      gtk_range_set_value (GTK_RANGE (self->sliders[i]),
                           self->loss->formula->parameters[i].logarithmic ? log (value) : value);
      gtk_label_set_text (GTK_LABEL (self->numbers[i]), lab_value_number (value, number));
    }
}

/* ---- class weights ---- */

static void
on_weight (LabClassScales *scales, guint class, double value, LabSide *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint k = 0; k < self->objective.n_classes; k++)
    {
      /* The others stay what they are, to the digits that people read. */
      g_string_append_printf (text, "%s%u=%s", k > 0 ? "," : "", k,
                              k == class ? lab_value_number (value, number)
                                         : g_ascii_formatd (number, sizeof number, "%.7g",
                                                            self->objective.weights[k]));
    }
  lab_document_set (document (self), self->side, LAB_SETTING_CLASS_WEIGHTS, text->str, NULL);
}

static void
on_preset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSide *self = data;

  lab_document_set (document (self), self->side, LAB_SETTING_CLASS_WEIGHTS,
                    g_variant_get_string (parameter, NULL), NULL);
}

static void
show_weights (LabSide *self, const LabDataset *dataset)
{
  double weights[LAB_MAX_CLASSES];

  gtk_widget_set_visible (self->weights_row, self->loss->weighted);
  gtk_widget_set_visible (GTK_WIDGET (self->scales), TRUE);
  if (!self->loss->weighted)
    return;
  for (guint k = 0; k < dataset->n_classes; k++)
    weights[k] = self->objective.weights[k];
  lab_class_scales_set (self->scales, dataset->n_classes,
                        (const char *const *) dataset->class_names, weights);
  gtk_menu_button_set_label (self->weights_menu,
                             lab_weights_menu_name (spec (self), &self->objective));
}

/* ---- the card ---- */

/* The weights stand out: they are what the card below changes. */
static void
write_formula (LabSide *self, const char *formula)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const LabColor *color
      = &lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()))
             ->runs[self->side]
             .color;
  const char *weight = strstr (formula, "w[y]*");

  if (weight != NULL)
    {
      PangoAttribute *of[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                               pango_attr_foreground_new ((guint16) (65535.0 * color->red),
                                                          (guint16) (65535.0 * color->green),
                                                          (guint16) (65535.0 * color->blue)) };

      for (guint i = 0; i < G_N_ELEMENTS (of); i++)
        {
          of[i]->start_index = (guint) (weight - formula);
          of[i]->end_index = of[i]->start_index + (guint) strlen ("w[y]*");
          pango_attr_list_insert (attributes, of[i]);
        }
    }
  gtk_label_set_text (self->formula, formula);
  gtk_label_set_attributes (self->formula, attributes);
}

/* The settings are of another dataset, or of a file that somebody wrote: the menus are the way out.
 */
static void
show_error (LabSide *self, const LabLoss *loss, const char *message)
{
  drop_parameters (self);
  g_clear_pointer (&self->loss, lab_loss_unref);
  gtk_label_set_text (GTK_LABEL (self->error), message);
  gtk_widget_set_visible (self->error, TRUE);
  gtk_widget_set_visible (self->weights_row, loss->weighted);
  gtk_widget_set_visible (GTK_WIDGET (self->scales), FALSE);
  gtk_menu_button_set_label (self->weights_menu, _ ("Own choice"));
}

/* Until the data are there, nothing is known of weights; the card then has its name alone. */
static void
refresh (LabSide *self)
{
  const LabDataset *dataset = lab_session_get_dataset (self->session);
  const LabTrainingSet *set = lab_session_get_training_set (self->session);
  g_autoptr (LabLoss) loss = NULL;
  g_autofree char *title = NULL;
  g_autoptr (GError) error = NULL;

  if (self->side >= lab_document_get_experiment (document (self))->n_sides)
    return; /* about to be removed */
  loss = lab_loss_find (spec (self)->loss, NULL);
  title = lab_chart_loss (spec (self));
  lab_loss_chooser_set_current (self->chooser, spec (self)->loss);
  gtk_label_set_text (self->title, title);
  write_formula (self, loss == NULL ? "" : loss->line);
  gtk_widget_set_visible (self->weights_row, FALSE);
  gtk_widget_set_visible (self->error, FALSE);
  if (loss == NULL || dataset == NULL || set == NULL)
    return;
  lab_objective_clear (&self->objective);
  if (!lab_objective_init (&self->objective, spec (self), dataset, set, &error))
    {
      show_error (self, loss, error->message);
      return;
    }
  self->showing = TRUE;
  if (self->loss == NULL || !g_str_equal (loss->text, self->loss->text))
    {
      g_clear_pointer (&self->loss, lab_loss_unref);
      self->loss = lab_loss_ref (loss);
      make_parameters (self);
    }
  show_parameters (self);
  show_weights (self, dataset);
  self->showing = FALSE;
}

static void
on_loss (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSide *self = data;

  lab_document_set_loss (document (self), self->side, g_variant_get_string (parameter, NULL), NULL);
}

static void
on_swap (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_document_swap (document (data));
}

/* The card goes with its side, so the toasts are asked for first. */
static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSide *self = data;
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *loss = lab_chart_loss (spec (self));
  /* Translators: "Removed Cross-entropy" */
  g_autofree char *words = g_strdup_printf (_ ("Removed %s"), loss);

  lab_document_remove (document (self), self->side);
  if (toasts != NULL)
    lab_toast_offer (ADW_TOAST_OVERLAY (toasts), words, _ ("_Undo"), "win.undo");
}

static void
on_chosen (LabLossChooser *chooser, const char *id, LabSide *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "side.loss", "s", id);
}

/* The whole row is a door, as the network's is. */
static void
on_row (GtkListBox *list, GtkListBoxRow *row, LabSide *self)
{
  gtk_menu_button_popup (self->loss_menu);
}

static void
lab_side_dispose (GObject *object)
{
  LabSide *self = LAB_SIDE (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (document (self), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->parameters, g_ptr_array_unref);
  g_clear_pointer (&self->loss, lab_loss_unref);
  lab_objective_clear (&self->objective);
  G_OBJECT_CLASS (lab_side_parent_class)->dispose (object);
}

static void
lab_side_class_init (LabSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_side_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/side.ui");
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_bind_template_child (widget_class, LabSide, header);
  gtk_widget_class_bind_template_child (widget_class, LabSide, role);
  gtk_widget_class_bind_template_child (widget_class, LabSide, list);
  gtk_widget_class_bind_template_child (widget_class, LabSide, title);
  gtk_widget_class_bind_template_child (widget_class, LabSide, formula);
  gtk_widget_class_bind_template_child (widget_class, LabSide, edit);
  gtk_widget_class_bind_template_child (widget_class, LabSide, loss_menu);
  gtk_widget_class_bind_template_child (widget_class, LabSide, weights_row);
  gtk_widget_class_bind_template_child (widget_class, LabSide, error);
  gtk_widget_class_bind_template_child (widget_class, LabSide, weights_box);
  gtk_widget_class_bind_template_child (widget_class, LabSide, weights_menu);
}

static void
lab_side_init (LabSide *self)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "loss", .parameter_type = "s", .activate = on_loss },
    { .name = "weights", .parameter_type = "s", .activate = on_preset },
    { .name = "swap", .activate = on_swap },
    { .name = "remove", .activate = on_remove },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) weights = lab_weights_menu ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "side", G_ACTION_GROUP (group));
  self->parameters = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->weights_menu, _ ("Class weights"));
  gtk_menu_button_set_menu_model (self->weights_menu, weights);
}

gboolean
lab_side_focus_edit (LabSide *self)
{
  return gtk_widget_grab_focus (self->edit);
}

GtkWidget *
lab_side_new (LabSession *session, guint side)
{
  LabSide *self = g_object_new (LAB_TYPE_SIDE, NULL);
  /* Translators: "Loss of Standard" */
  g_autofree char *name = g_strdup_printf (_ ("Loss of %s"), lab_chart_role (side));
  /* Translators: "Edit the loss of Standard" */
  g_autofree char *edit = g_strdup_printf (_ ("Edit the loss of %s"), lab_chart_role (side));

  self->session = g_object_ref (session);
  self->side = side;
  gtk_box_prepend (self->header, lab_mark_new (side));
  gtk_label_set_text (self->role, lab_chart_role (side));
  self->chooser = LAB_LOSS_CHOOSER (lab_loss_chooser_new ());
  lab_loss_chooser_add (self->chooser,
                        side < 2 ? _ ("_Swap Standard and Custom") : _ ("_Remove This Loss"),
                        side < 2 ? "side.swap" : "side.remove");
  g_signal_connect (self->chooser, "chosen", G_CALLBACK (on_chosen), self);
  gtk_menu_button_set_popover (self->loss_menu, GTK_WIDGET (self->chooser));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "u", side);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL, edit,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  lab_chart_role (side), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->loss_menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  /* Translators: the name of a class follows: "Weight of 4" */
  self->scales = LAB_CLASS_SCALES (lab_class_scales_new (0.01, 100.0, FALSE, _ ("Weight of")));
  lab_class_scales_set_side (self->scales, side);
  g_signal_connect (self->scales, "changed", G_CALLBACK (on_weight), self);
  gtk_box_append (self->weights_box, GTK_WIDGET (self->scales));
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (refresh), self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (refresh),
                           self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: MIT */
/*
 * Every value has one text, so one kind of row serves all settings: an entry, with a range before
 * it where the value is a fraction, or a menu where it is one of a few words.
 */
#include "setting-row.h"

#include "inner-name.h"

#include "scale.h"
#include "value.h"

#include <glib/gi18n.h>
#include <math.h>

struct _LabSettingRow
{
  AdwPreferencesRow parent_instance;
  LabDocument *document;
  guint side;
  const LabSetting *setting;
  GtkWidget *entry;
  GtkWidget *scale;
  GtkWidget *menu;
  GtkWidget *error;
  char **choices;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (LabSettingRow, lab_setting_row, ADW_TYPE_PREFERENCES_ROW)

static gboolean
is_fraction (const LabSetting *setting)
{
  return setting->type == LAB_SETTING_TYPE_REAL && setting->greatest <= 1.0;
}

static void
say (LabSettingRow *self, const char *message)
{
  /* The message begins with the setting's name, for the command line; here it stands beside it. */
  const char *words = message;

  if (message != NULL && g_str_has_prefix (message, self->setting->name)
      && message[strlen (self->setting->name)] == ':')
    words = message + strlen (self->setting->name) + 2;
  gtk_label_set_text (GTK_LABEL (self->error), words == NULL ? "" : words);
  gtk_widget_set_visible (self->error, words != NULL);
  if (words != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
      words != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* The seeds are the experiment's, not a spec's. */
static gboolean
is_seeds (const LabSettingRow *self)
{
  return self->setting == &lab_experiment_seeds;
}

static char *
print_value (LabSettingRow *self)
{
  return is_seeds (self)
             ? g_strdup_printf ("%u", lab_document_get_experiment (self->document)->n_seeds)
             : lab_spec_print (lab_document_get_spec (self->document, self->side),
                               self->setting->id);
}

static gboolean
take_value (LabSettingRow *self, const char *text, GError **error)
{
  return is_seeds (self)
             ? lab_document_set_seeds (self->document, text, error)
             : lab_document_set (self->document, self->side, self->setting->id, text, error);
}

static void
show_value (LabSettingRow *self)
{
  g_autofree char *text = NULL;

  if (self->side >= lab_document_get_experiment (self->document)->n_sides)
    return;
  text = print_value (self);
  self->showing = TRUE;
  if (self->menu != NULL)
    {
      for (guint i = 0; self->choices[i] != NULL; i++)
        if (g_str_equal (self->choices[i], text))
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->menu), i);
    }
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
      say (self, NULL);
    }
  if (self->scale != NULL)
    gtk_range_set_value (GTK_RANGE (self->scale), g_ascii_strtod (text, NULL));
  self->showing = FALSE;
}

static void
set_text (LabSettingRow *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (self->showing)
    return;
  if (take_value (self, text, &error))
    {
      if (self->menu == NULL)
        say (self, NULL);
      show_value (self);
    }
  else
    say (self, error->message);
}

static void
on_entry (LabSettingRow *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  set_text (self, g_strstrip (text));
}

static void
on_scale (GtkRange *range, LabSettingRow *self)
{
  const double value = round (100.0 * gtk_range_get_value (range)) / 100.0;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  /* An end need not be a hundredth. */
  if (!self->showing)
    set_text (self, lab_value_number (CLAMP (value, self->setting->least, self->setting->greatest),
                                      text));
}

static void
on_menu (LabSettingRow *self)
{
  set_text (self, self->choices[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->menu))]);
}

static void
lab_setting_row_dispose (GObject *object)
{
  LabSettingRow *self = LAB_SETTING_ROW (object);

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->choices, g_strfreev);
  G_OBJECT_CLASS (lab_setting_row_parent_class)->dispose (object);
}

static void
lab_setting_row_class_init (LabSettingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_setting_row_dispose;
}

static void
lab_setting_row_init (LabSettingRow *self)
{
}

static GtkWidget *
make_value (LabSettingRow *self, GtkWidget *label)
{
  GtkEventController *focus;
  GtkWidget *value;

  if (self->setting->choices != NULL)
    {
      self->choices = g_strsplit (self->setting->choices, "|", -1);
      value = self->menu = gtk_drop_down_new_from_strings ((const char *const *) self->choices);
      lab_inner_name_set (value, _ (self->setting->title));
      g_signal_connect_swapped (value, "notify::selected", G_CALLBACK (on_menu), self);
    }
  else
    {
      value = self->entry = gtk_entry_new ();
      gtk_editable_set_width_chars (GTK_EDITABLE (value), is_fraction (self->setting) ? 6 : 11);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (value), is_fraction (self->setting) ? 6 : 11);
      gtk_editable_set_alignment (GTK_EDITABLE (value), 1.0f);
      focus = gtk_event_controller_focus_new ();
      g_signal_connect_swapped (value, "activate", G_CALLBACK (on_entry), self);
      g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_entry), self);
      gtk_widget_add_controller (value, focus);
    }
  gtk_widget_set_valign (value, GTK_ALIGN_CENTER);
  if (self->entry != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    label, NULL, -1);
  return value;
}

static GtkWidget *
make_label (const LabSetting *setting)
{
  g_autofree char *text
      = setting->zero == NULL
            ? g_strdup (_ (setting->title))
            /* Translators: a setting, and what 0 stands for: "Training pictures (0: all)" */
            : g_strdup_printf (_ ("%s (0: %s)"), _ (setting->title), _ (setting->zero));
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_row (LabDocument *document, guint side, const LabSetting *setting)
{
  LabSettingRow *self
      = g_object_new (LAB_TYPE_SETTING_ROW, "activatable", FALSE, "focusable", FALSE, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label;

  self->document = g_object_ref (document);
  self->side = side;
  self->setting = setting;
  label = make_label (self->setting);
  gtk_box_append (GTK_BOX (row), label);
  if (is_fraction (self->setting))
    {
      self->scale = lab_scale_new (GTK_ORIENTATION_HORIZONTAL, self->setting->least,
                                   self->setting->greatest, 0.01);
      gtk_widget_set_size_request (self->scale, 90, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (self->setting->title), -1);
      g_signal_connect (self->scale, "value-changed", G_CALLBACK (on_scale), self);
      gtk_box_append (GTK_BOX (row), self->scale);
    }
  gtk_box_append (GTK_BOX (row), make_value (self, label));
  self->error = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0.0f);
  gtk_widget_add_css_class (self->error, "caption");
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (column), row);
  gtk_box_append (GTK_BOX (column), self->error);
  gtk_widget_add_css_class (column, "setting");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), column);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (self->setting->help));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (self->setting->title));
  g_signal_connect_swapped (document, "changed", G_CALLBACK (show_value), self);
  show_value (self);
  return GTK_WIDGET (self);
}

GtkWidget *
lab_setting_row_new (LabDocument *document, guint side, LabSettingId setting)
{
  return make_row (document, side, &lab_settings[setting]);
}

GtkWidget *
lab_setting_row_new_seeds (LabDocument *document)
{
  return make_row (document, 0, &lab_experiment_seeds);
}

GtkWidget *
lab_setting_group_new (LabDocument *document, const char *title, LabSettingScope scope)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_settings[i].scope == scope && i != LAB_SETTING_DATASET && i != LAB_SETTING_KEEP)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 lab_setting_row_new (document, 0, i));
  if (scope == LAB_SETTING_OF_TRAINING)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), lab_setting_row_new_seeds (document));
  return group;
}

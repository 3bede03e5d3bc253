/* SPDX-License-Identifier: MIT */
/* Everything here walks the settings table; a new row needs no code. */
#include "spec.h"

#include "loss.h"
#include "value.h"

#include <glib/gi18n.h>

static inline gpointer
place_in (const LabSpec *self, const LabSetting *setting)
{
  return (char *) self + setting->offset;
}

LabSpec *
lab_spec_new (void)
{
  LabSpec *self = g_new0 (LabSpec, 1);

  g_atomic_ref_count_init (&self->ref_count);
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      const LabSetting *setting = &lab_settings[i];

      if (!lab_value_parse (setting, setting->initial, place_in (self, setting), NULL))
        g_error ("the initial value of %s is not legal", setting->name);
    }
  return self;
}

LabSpec *
lab_spec_ref (const LabSpec *self)
{
  LabSpec *mutable = (LabSpec *) self;

  g_atomic_ref_count_inc (&mutable->ref_count);
  return mutable;
}

void
lab_spec_unref (LabSpec *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_value_is_text (&lab_settings[i]))
      g_free (*(char **) place_in (self, &lab_settings[i]));
  g_free (self);
}

LabSpec *
lab_spec_with (const LabSpec *self, LabSettingId id, const char *text, GError **error)
{
  g_autoptr (LabSpec) copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_value_is_text (&lab_settings[i]))
      {
        char **place = place_in (copy, &lab_settings[i]);

        *place = g_strdup (*place);
      }
  if (!lab_value_parse (&lab_settings[id], text, place_in (copy, &lab_settings[id]), error))
    return NULL;
  return g_steal_pointer (&copy);
}

char *
lab_spec_print (const LabSpec *self, LabSettingId id)
{
  return lab_value_print (&lab_settings[id], place_in (self, &lab_settings[id]));
}

/* "Weighted" is what a loss is called by its way, "balanced" by the weights that it has. */
char *
lab_spec_dup_loss_title (const LabSpec *self)
{
  g_autoptr (LabLoss) loss = lab_loss_find (self->loss, NULL);

  if (self->class_weights.kind == LAB_CLASS_WEIGHTS_BALANCED
      && g_str_equal (self->loss, "weighted-cross-entropy"))
    return g_strdup (N_ ("Balanced cross-entropy"));
  return loss == NULL ? lab_loss_label (self->loss) : g_strdup (loss->title);
}

gboolean
lab_spec_equal (const LabSpec *a, const LabSpec *b)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      g_autofree char *in_a = lab_spec_print (a, i);
      g_autofree char *in_b = lab_spec_print (b, i);

      if (!g_str_equal (in_a, in_b))
        return FALSE;
    }
  return TRUE;
}

char *
lab_spec_hash (const LabSpec *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      g_autofree char *text = lab_spec_print (self, i);

      g_checksum_update (checksum, (const guint8 *) lab_settings[i].name, -1);
      g_checksum_update (checksum, (const guint8 *) "=", 1);
      g_checksum_update (checksum, (const guint8 *) text, -1);
      g_checksum_update (checksum, (const guint8 *) "\n", 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

json_t *
lab_spec_to_json (const LabSpec *self, LabSettingScope from, LabSettingScope to)
{
  json_t *object = json_object ();

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      const LabSetting *setting = &lab_settings[i];
      g_autofree char *text = lab_spec_print (self, i);
      json_t *value;

      if (setting->scope < from || setting->scope > to)
        continue;
      if (setting->type == LAB_SETTING_TYPE_INTEGER || setting->type == LAB_SETTING_TYPE_SEED)
        value = json_integer (g_ascii_strtoll (text, NULL, 10));
      else if (setting->type == LAB_SETTING_TYPE_REAL)
        value = json_real (*(const double *) place_in (self, setting));
      else
        value = json_string (text);
      json_object_set_new (object, setting->name, value);
    }
  return object;
}

/* Numbers may be written as such or as text: both are read from the text. */
static char *
text_of (const json_t *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (json_typeof (value))
    {
    case JSON_STRING:
      return g_strdup (json_string_value (value));
    case JSON_INTEGER:
      return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
    case JSON_REAL:
      return g_strdup (lab_value_number (json_real_value (value), buffer));
    default:
      return NULL;
    }
}

LabSpec *
lab_spec_from_json (const LabSpec *base, const json_t *json, GError **error)
{
  g_autoptr (LabSpec) spec = lab_spec_ref (base);
  const char *name;
  json_t *value;

  if (!json_is_object (json))
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST,
                           "settings: must be an object of names and values");
      return NULL;
    }
  json_object_foreach ((json_t *) json, name, value)
  {
    const LabSetting *setting = lab_setting_find (name);
    g_autofree char *text = text_of (value);
    LabSpec *next;

    if (setting == NULL)
      {
        g_autofree char *line = lab_error_line (name);

        g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                     "settings: ‘%s’ is no setting; remove it or correct its name", line);
        return NULL;
      }
    if (text == NULL)
      {
        g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: must be a number or a text", name);
        return NULL;
      }
    next = lab_spec_with (spec, setting->id, text, error);
    if (next == NULL)
      return NULL;
    lab_spec_unref (spec);
    spec = next;
  }
  return g_steal_pointer (&spec);
}

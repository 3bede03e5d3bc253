/* SPDX-License-Identifier: MIT */
#include "experiment.h"

#include "loss.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const ROLES[LAB_MAX_SIDES] = { "standard", "custom", "third", "fourth" };

const LabSetting lab_experiment_seeds = {
  .id = LAB_N_SETTINGS,
  .name = "seeds",
  .type = LAB_SETTING_TYPE_INTEGER,
  .scope = LAB_SETTING_OF_TRAINING,
  .least = 1.0,
  .greatest = LAB_MAX_SEEDS,
  .initial = "1",
  .argument = "N",
  .title = N_ ("Seeds"),
  .help = N_ ("How often each loss is trained, with other starting weights and another order of "
              "the pictures each time, the same for every loss."),
};

const char *
lab_experiment_role (guint side)
{
  g_return_val_if_fail (side < LAB_MAX_SIDES, NULL);
  return ROLES[side];
}

guint
lab_experiment_find_role (const char *role)
{
  guint side = 0;

  while (side < LAB_MAX_SIDES && !g_str_equal (ROLES[side], role))
    side++;
  return side;
}

LabExperiment *
lab_experiment_new (void)
{
  LabExperiment *self = g_new0 (LabExperiment, 1);

  self->n_seeds = 1;
  self->n_sides = 1;
  self->sides[0] = lab_spec_new ();
  lab_experiment_add_side (self, "weighted-cross-entropy", NULL);
  return self;
}

LabExperiment *
lab_experiment_copy (const LabExperiment *self)
{
  LabExperiment *copy = g_memdup2 (self, sizeof *self);

  for (guint s = 0; s < copy->n_sides; s++)
    copy->sides[s] = lab_spec_ref (copy->sides[s]);
  return copy;
}

gboolean
lab_experiment_equal (const LabExperiment *a, const LabExperiment *b)
{
  if (a->n_sides != b->n_sides || a->n_seeds != b->n_seeds)
    return FALSE;
  for (guint s = 0; s < a->n_sides; s++)
    if (!lab_spec_equal (a->sides[s], b->sides[s]))
      return FALSE;
  return TRUE;
}

void
lab_experiment_free (LabExperiment *self)
{
  if (self == NULL)
    return;
  for (guint s = 0; s < self->n_sides; s++)
    lab_spec_unref (self->sides[s]);
  g_free (self);
}

gboolean
lab_experiment_set (LabExperiment *self, guint side, LabSettingId setting, const char *text,
                    GError **error)
{
  const gboolean one = lab_settings[setting].scope == LAB_SETTING_OF_LOSS;

  g_return_val_if_fail (!one || side < self->n_sides, FALSE);

  /* What one side takes, all take: the text is judged without regard to the rest of the spec. */
  for (guint s = one ? side : 0; s < (one ? side + 1 : self->n_sides); s++)
    {
      LabSpec *next = lab_spec_with (self->sides[s], setting, text, error);

      if (next == NULL)
        return FALSE;
      lab_spec_unref (self->sides[s]);
      self->sides[s] = next;
    }
  return TRUE;
}

gboolean
lab_experiment_set_seeds (LabExperiment *self, const char *text, GError **error)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (text, 10, 1, LAB_MAX_SEEDS, &n, NULL))
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: ‘%s’ is no whole number from 1 to %d",
                   lab_experiment_seeds.name, text, LAB_MAX_SEEDS);
      return FALSE;
    }
  self->n_seeds = (guint) n;
  return TRUE;
}

gboolean
lab_experiment_add_side (LabExperiment *self, const char *loss, GError **error)
{
  g_autoptr (LabSpec) plain = NULL;
  g_autoptr (LabSpec) own = NULL;
  LabSpec *side;

  if (self->n_sides == LAB_MAX_SIDES)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "custom: at most %d losses are compared at once", LAB_MAX_SIDES);
      return FALSE;
    }
  plain = lab_spec_with (self->sides[0], LAB_SETTING_CLASS_WEIGHTS, "own", NULL);
  own = lab_spec_with (plain, LAB_SETTING_LOSS_PARAMETERS, "own", NULL);
  side = lab_spec_with (own, LAB_SETTING_LOSS, loss, error);
  if (side == NULL)
    return FALSE;
  self->sides[self->n_sides++] = side;
  return TRUE;
}

LabSpec *
lab_experiment_run_spec (const LabExperiment *self, guint side, guint nth_seed, GError **error)
{
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, self->sides[side]->seed + nth_seed);

  return lab_spec_with (self->sides[side], LAB_SETTING_SEED, seed, error);
}

/* ---- JSON ---- */

static json_t *
lines_of (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  json_t *array = json_array ();

  for (guint i = 0; lines[i] != NULL; i++)
    json_array_append_new (array, json_string (lines[i]));
  return array;
}

/* What a person calls the loss, its text, and what else is set. */
static json_t *
side_to_json (const LabSpec *spec)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, NULL);
  json_t *settings = lab_spec_to_json (spec, LAB_SETTING_OF_LOSS, LAB_SETTING_OF_LOSS);
  json_t *object;

  if (loss == NULL)
    return settings;
  object = json_object ();
  json_object_set_new (object, "loss", json_string (loss->id != NULL ? loss->id : loss->title));
  json_object_del (settings, "loss");
  if (loss->id != NULL)
    {
      g_autofree char *text = lab_loss_tidy (loss->text);

      json_object_set_new (object, "text", lines_of (text));
    }
  else
    json_object_set_new (object, "text", lines_of (loss->text));
  json_object_update (object, settings);
  json_decref (settings);
  return object;
}

json_t *
lab_experiment_to_json (const LabExperiment *self)
{
  json_t *object = lab_spec_to_json (self->sides[0], LAB_SETTING_OF_DATA, LAB_SETTING_OF_TRAINING);
  json_t *losses = json_array ();

  json_object_set_new (object, "seeds", json_integer (self->n_seeds));
  for (guint s = 0; s < self->n_sides; s++)
    json_array_append_new (losses, side_to_json (self->sides[s]));
  json_object_set_new (object, "losses", losses);
  return object;
}

static LabExperiment *
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST, message);
  return NULL;
}

/* A text in one piece, or its lines. */
static char *
join_text (const json_t *value, GError **error)
{
  g_autoptr (GString) text = g_string_new (json_string_value (value));
  json_t *line;
  size_t i;

  json_array_foreach ((json_t *) value, i, line)
  {
    if (!json_is_string (line))
      break;
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", json_string_value (line));
  }
  g_string_replace (text, "\r\n", "\n", 0);
  if (json_is_string (value) || (json_is_array (value) && i == json_array_size (value)))
    return g_strdup (text->str);
  refuse (error, "losses: text: must be an array of lines, each in quotation marks");
  return NULL;
}

/* The text decides; an id that has this very text says the same with fewer words. */
static char *
name_loss (const char *id, const char *text)
{
  g_autoptr (LabLoss) known = id == NULL ? NULL : lab_loss_find (id, NULL);
  g_autofree char *tidy = lab_loss_tidy (text);
  g_autofree char *known_text = NULL, *name = NULL;

  if (known != NULL && known->id != NULL)
    {
      known_text = lab_loss_tidy (known->text);
      name = lab_loss_dup_name (known);
    }
  return g_strcmp0 (known_text, tidy) == 0 && g_str_equal (name, id)
             ? g_steal_pointer (&name)
             : g_strconcat (LAB_LOSS_TYPED, text, NULL);
}

/* Returns: what the spec calls the loss. */
static char *
read_text (const json_t *loss, guint side, GError **error)
{
  const json_t *label = json_object_get (loss, "loss");
  g_autofree char *text = join_text (json_object_get (loss, "text"), error);
  g_autofree char *name = NULL;
  g_autoptr (LabLoss) found = NULL;

  if (text == NULL)
    return NULL;
  if (label != NULL && !json_is_string (label))
    {
      refuse (error, "losses: loss: must be a name in quotation marks");
      return NULL;
    }
  name = name_loss (json_string_value (label), text);
  found = lab_loss_find (name, error);
  if (found == NULL)
    {
      g_prefix_error (error, "losses: text of the %s ", ROLES[side]);
      return NULL;
    }
  return g_steal_pointer (&name);
}

/* A name that stands alone: the user's own losses are taken by their texts, as everywhere. */
static char *
read_name (const json_t *loss)
{
  const char *name = json_string_value (json_object_get (loss, "loss"));
  g_autoptr (LabLoss) found = name == NULL ? NULL : lab_loss_find (name, NULL);

  return found == NULL ? NULL : lab_loss_dup_name (found);
}

static LabSpec *
side_from_json (const LabSpec *common, const json_t *json, guint side, GError **error)
{
  const gboolean has_text = json_object_get (json, "text") != NULL;
  g_autofree char *name = has_text ? read_text (json, side, error) : read_name (json);
  json_t *settings;
  LabSpec *spec;

  if (has_text && name == NULL)
    return NULL;
  settings = json_copy ((json_t *) json);
  json_object_del (settings, "text");
  if (name != NULL)
    json_object_set_new (settings, "loss", json_string (name));
  spec = lab_spec_from_json (common, settings, error);
  json_decref (settings);
  return spec;
}

LabExperiment *
lab_experiment_from_json (const json_t *json, GError **error)
{
  g_autoptr (LabExperiment) self = g_new0 (LabExperiment, 1);
  g_autoptr (LabSpec) initial = lab_spec_new ();
  g_autoptr (LabSpec) common = NULL;
  json_t *shared = json_copy ((json_t *) json);
  json_t *losses = json_object_get (json, "losses"), *seeds = json_object_get (json, "seeds"),
         *loss;
  size_t i;

  json_object_del (shared, "losses");
  json_object_del (shared, "seeds");
  common = lab_spec_from_json (initial, shared, error);
  json_decref (shared);
  if (common == NULL)
    return NULL;
  if (json_array_size (losses) < 1 || json_array_size (losses) > LAB_MAX_SIDES)
    return refuse (error, "losses: must be an array of one to four losses");
  if (seeds != NULL
      && (!json_is_integer (seeds) || json_integer_value (seeds) < 1
          || json_integer_value (seeds) > LAB_MAX_SEEDS))
    return refuse (error, "seeds: must be a whole number from 1 to " G_STRINGIFY (LAB_MAX_SEEDS));
  self->n_seeds = seeds == NULL ? 1 : (guint) json_integer_value (seeds);
  json_array_foreach (losses, i, loss)
  {
    const char *name;
    json_t *value;
    LabSpec *side;

    if (!json_is_object (loss))
      return refuse (error, "losses: each must be an object of names and values");
    json_object_foreach (loss, name, value)
    {
      const LabSetting *setting = lab_setting_find (name);

      if (setting != NULL && setting->scope != LAB_SETTING_OF_LOSS)
        {
          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                       "losses: ‘%s’ is the same for all losses; write it beside them", name);
          return NULL;
        }
    }
    side = side_from_json (common, loss, self->n_sides, error);
    if (side == NULL)
      return NULL;
    self->sides[self->n_sides++] = side;
  }
  return g_steal_pointer (&self);
}

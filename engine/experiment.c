/* SPDX-License-Identifier: MIT */
#include "experiment.h"

static const char *const ROLES[LAB_MAX_SIDES] = { "standard", "custom", "third", "fourth" };

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

json_t *
lab_experiment_to_json (const LabExperiment *self)
{
  json_t *object = lab_spec_to_json (self->sides[0], LAB_SETTING_OF_DATA, LAB_SETTING_OF_TRAINING);
  json_t *losses = json_array ();

  json_object_set_new (object, "seeds", json_integer (self->n_seeds));
  for (guint s = 0; s < self->n_sides; s++)
    json_array_append_new (losses, lab_spec_to_json (self->sides[s], LAB_SETTING_OF_LOSS,
                                                     LAB_SETTING_OF_LOSS));
  json_object_set_new (object, "losses", losses);
  return object;
}

static LabExperiment *
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST, message);
  return NULL;
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
    side = lab_spec_from_json (common, loss, error);
    if (side == NULL)
      return NULL;
    self->sides[self->n_sides++] = side;
  }
  return g_steal_pointer (&self);
}

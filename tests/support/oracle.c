/* SPDX-License-Identifier: MIT */
#include "oracle.h"

json_t *
lab_oracle_load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "oracle", file, NULL);
  json_error_t error;
  json_t *json = json_load_file (path, 0, &error);

  if (json == NULL)
    g_error ("%s: %s", path, error.text);
  return json;
}

static void
append (const json_t *value, GArray *floats)
{
  json_t *item;
  size_t i;

  if (json_is_array (value))
    json_array_foreach (value, i, item) append (item, floats);
  else
    {
      const float number = (float) json_number_value (value);

      g_array_append_val (floats, number);
    }
}

float *
lab_oracle_floats (const json_t *array, gsize *n)
{
  GArray *floats = g_array_new (FALSE, FALSE, sizeof (float));

  append (array, floats);
  *n = floats->len;
  return (float *) (gpointer) g_array_free (floats, FALSE);
}

double
lab_oracle_member (const json_t *object, const char *name)
{
  const json_t *value = json_object_get (object, name);

  g_assert_true (json_is_number (value));
  return json_number_value (value);
}

/* SPDX-License-Identifier: MIT */
#include "logits.h"

#include "dataset.h"
#include "formula/problem.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MOST_BYTES (64u * 1024u * 1024u)

static const char *const MEMBERS[]
    = { "logits", "targets", "class_weights", "class_counts", "progress",
        "theta",  "logits2", "targets2",      "class_counts2" };

/* ---- the text ---- */

static gboolean
read_bytes (FILE *file, GByteArray *bytes, GError **error)
{
  static guint8 block[65536];
  gsize n;

  errno = 0;
  while ((n = fread (block, 1, sizeof block, file)) > 0)
    {
      g_byte_array_append (bytes, block, (guint) n);
      if (bytes->len > MOST_BYTES)
        return lab_error_refuse (error,
                                 "standard input: longer than 64 MiB: give fewer logits at a time");
    }
  if (ferror (file))
    return lab_error_refuse (error, "standard input: cannot read it: %s", g_strerror (errno));
  if (bytes->len == 0)
    return lab_error_refuse (error,
                             "standard input: it is empty: write JSON to it, as in {\"logits\": "
                             "[[0, 1, 2]], \"targets\": [1]}");
  return TRUE;
}

static json_t *
parse (FILE *file, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  json_error_t where;
  json_t *json;

  if (!read_bytes (file, bytes, error))
    return NULL;
  json = json_loadb ((const char *) bytes->data, bytes->len, JSON_REJECT_DUPLICATES, &where);
  if (json == NULL)
    {
      g_autofree char *words = lab_error_line (where.text);

      lab_error_refuse (error, "standard input, line %d, column %d: %s", where.line, where.column,
                        words);
    }
  return json;
}

static gboolean
check_members (const json_t *json, GError **error)
{
  const char *name;
  json_t *value;

  if (!json_is_object (json))
    return lab_error_refuse (error,
                             "standard input: must be one object, as in {\"logits\": [[0, 1, 2]], "
                             "\"targets\": [1]}");
  json_object_foreach ((json_t *) json, name, value)
  {
    g_autofree char *line = lab_error_line (name);
    const char *near;
    guint i = 0;

    while (i < G_N_ELEMENTS (MEMBERS) && !g_str_equal (MEMBERS[i], name))
      i++;
    if (i < G_N_ELEMENTS (MEMBERS))
      continue;
    near = lab_problems_nearest (name, MEMBERS, G_N_ELEMENTS (MEMBERS));
    return near == NULL ? lab_error_refuse (error, "‘%s’ has no meaning here: leave it out", line)
                        : lab_error_refuse (error, "‘%s’ has no meaning here: did you mean ‘%s’?",
                                            line, near);
  }
  return TRUE;
}

/* ---- members ---- */

/* Jansson has neither NaN nor infinity, and refuses what is too large for a double. */
static gboolean
take_number (const json_t *value, double *number)
{
  *number = json_number_value (value);
  return json_is_number (value) && isfinite (*number);
}

static gboolean
take_row (const json_t *row, const char *name, guint b, guint K, double *to, GError **error)
{
  if (!json_is_array (row) || json_array_size (row) != K)
    return json_is_array (row)
               ? lab_error_refuse (error,
                                   "%s: row %u has %zu numbers, and the first row %u: give each "
                                   "picture as many",
                                   name, b, json_array_size (row), K)
               : lab_error_refuse (error, "%s: row %u is no array: write [[0, 1, 2], ...]", name,
                                   b);
  for (guint k = 0; k < K; k++)
    if (!take_number (json_array_get (row, k), &to[k]))
      return lab_error_refuse (error, "%s: row %u has no number at class %u", name, b, k);
  return TRUE;
}

static gboolean
take_logits (LabLogits *self, const json_t *json, guint task, const char *name, GError **error)
{
  const json_t *rows = json_object_get (json, name);
  const gsize n = json_array_size (rows);
  const gsize K = json_array_size (json_array_get (rows, 0));

  if (rows == NULL)
    return task > 0
           || lab_error_refuse (error, "logits: they are missing: write {\"logits\": [[0, 1, 2]], "
                                       "...}, a row a picture");
  if (n == 0 || K == 0)
    return lab_error_refuse (
        error, "%s: must be an array of rows, one a picture: write [[0, 1, 2], ...]", name);
  if (K > LAB_MAX_CLASSES)
    return lab_error_refuse (error, "%s: %zu classes are too many: at most %d", name, K,
                             LAB_MAX_CLASSES);
  if (task > 0 && n != self->n)
    return lab_error_refuse (
        error, "%s: it has %zu rows, and logits %u: give both tasks the same pictures", name, n,
        self->n);
  self->n = (guint) n;
  self->K[task] = (guint) K;
  self->logits[task] = g_new (double, n *K);
  for (guint b = 0; b < n; b++)
    if (!take_row (json_array_get (rows, b), name, b, (guint) K, &self->logits[task][(gsize) b * K],
                   error))
      return FALSE;
  return TRUE;
}

static gboolean
take_targets (LabLogits *self, const json_t *json, guint task, const char *name, GError **error)
{
  const json_t *targets = json_object_get (json, name);

  if (targets == NULL)
    return TRUE;
  if (self->K[task] == 0)
    return lab_error_refuse (error, "%s: there are no logits2 that they could belong to", name);
  if (!json_is_array (targets) || json_array_size (targets) != self->n)
    return json_is_array (targets)
               ? lab_error_refuse (
                   error, "%s: there are %zu of them, and %u rows of logits: give one a row", name,
                   json_array_size (targets), self->n)
               : lab_error_refuse (error, "%s: must be an array of classes: write [3, 1, ...]",
                                   name);
  self->targets[task] = g_new (guint8, self->n);
  for (guint b = 0; b < self->n; b++)
    {
      const json_t *target = json_array_get (targets, b);
      const json_int_t y = json_integer_value (target);

      if (!json_is_integer (target) || y < 0 || y >= (json_int_t) self->K[task])
        return lab_error_refuse (error, "%s[%u] is no class: choose a whole number from 0 to %u",
                                 name, b, self->K[task] - 1);
      self->targets[task][b] = (guint8) y;
    }
  return TRUE;
}

/* Returns: through @to: (nullable): as many as there are classes. */
static gboolean
take_classes (const json_t *json, const char *name, guint K, double least, double **to,
              GError **error)
{
  const json_t *values = json_object_get (json, name);

  if (values == NULL)
    return TRUE;
  if (!json_is_array (values) || json_array_size (values) != K)
    return json_is_array (values)
               ? lab_error_refuse (error,
                                   "%s: there are %zu of them, and %u classes: give one a class",
                                   name, json_array_size (values), K)
               : lab_error_refuse (error, "%s: must be an array with a number for each class",
                                   name);
  *to = g_new (double, K);
  for (guint k = 0; k < K; k++)
    if (!take_number (json_array_get (values, k), &(*to)[k]) || (*to)[k] < least)
      return lab_error_refuse (error, "%s: number %u must be a number of at least %.0f", name, k,
                               least);
  return TRUE;
}

static gboolean
take_counts (LabLogits *self, const json_t *json, guint task, const char *name, GError **error)
{
  if (!take_classes (json, name, self->K[task], 1.0, &self->counts[task], error))
    return FALSE;
  if (self->counts[task] == NULL)
    {
      self->counts[task] = g_new (double, MAX (self->K[task], 1u));
      for (guint k = 0; k < self->K[task]; k++)
        self->counts[task][k] = 1.0;
    }
  return TRUE;
}

static gboolean
take_progress (LabLogits *self, const json_t *json, GError **error)
{
  const json_t *progress = json_object_get (json, "progress");

  if (progress != NULL
      && (!take_number (progress, &self->progress) || self->progress < 0.0 || self->progress > 1.0))
    return lab_error_refuse (error, "progress: must be a number from 0 to 1");
  return TRUE;
}

static gboolean
take_theta (LabLogits *self, const json_t *json, GError **error)
{
  const json_t *theta = json_object_get (json, "theta");

  if (theta == NULL)
    return TRUE;
  if (!json_is_array (theta))
    return lab_error_refuse (error,
                             "theta: must be an array with the network's parameters, in one row");
  self->n_theta = json_array_size (theta);
  self->theta = g_new (double, self->n_theta + 1);
  for (gsize i = 0; i < self->n_theta; i++)
    if (!take_number (json_array_get (theta, i), &self->theta[i]))
      return lab_error_refuse (error, "theta: number %zu is no number: give them in one row", i);
  return TRUE;
}

gboolean
lab_logits_read (LabLogits *self, FILE *file, GError **error)
{
  g_auto (LabLogits) read = { 0 };
  json_t *json = parse (file, error);
  gboolean right;

  if (json == NULL)
    return FALSE;
  right = check_members (json, error) && take_logits (&read, json, 0, "logits", error)
          && take_logits (&read, json, 1, "logits2", error)
          && take_targets (&read, json, 0, "targets", error)
          && take_targets (&read, json, 1, "targets2", error)
          && take_classes (json, "class_weights", read.K[0], 0.0, &read.weights, error)
          && take_counts (&read, json, 0, "class_counts", error)
          && take_counts (&read, json, 1, "class_counts2", error)
          && take_progress (&read, json, error) && take_theta (&read, json, error);
  json_decref (json);
  if (!right)
    return FALSE;
  *self = read;
  read = (LabLogits){ 0 };
  return TRUE;
}

void
lab_logits_clear (LabLogits *self)
{
  for (guint task = 0; task < 2; task++)
    {
      g_clear_pointer (&self->logits[task], g_free);
      g_clear_pointer (&self->targets[task], g_free);
      g_clear_pointer (&self->counts[task], g_free);
    }
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->theta, g_free);
}

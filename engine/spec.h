/* SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>

#include "data/damage.h"
#include "net/network.h"
#include "setting.h"

G_BEGIN_DECLS

#define LAB_MAX_PARAMETERS 16

/** LabParameters: values of a loss's parameters by name, sorted by it. */
typedef struct
{
  guint n;
  struct
  {
    char name[32];
    double value;
  } at[LAB_MAX_PARAMETERS];
} LabParameters;

/**
 * LabClassWeights:
 * @LAB_CLASS_WEIGHTS_OWN: those that the loss starts from
 * @LAB_CLASS_WEIGHTS_BALANCED: sum (counts) / (K counts), as scikit-learn's
 * `class_weight="balanced"`
 * @LAB_CLASS_WEIGHTS_GIVEN: @values
 */
typedef struct
{
  enum
  {
    LAB_CLASS_WEIGHTS_OWN,
    LAB_CLASS_WEIGHTS_BALANCED,
    LAB_CLASS_WEIGHTS_GIVEN,
  } kind;
  double values[LAB_MAX_CLASSES];
} LabClassWeights;

/** LabSizes: widths of hidden layers. */
typedef struct
{
  guint n;
  guint at[LAB_MAX_HIDDEN];
} LabSizes;

/**
 * LabSpec:
 *
 * All settings of a run: an immutable value, shared by reference. The same spec and journal give
 * the same run. What each member means stands in the settings table.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char *dataset;
  LabDamage damage;
  LabSizes hidden;
  char *loss;
  LabParameters parameters;
  LabClassWeights class_weights;
  char *optimizer;
  double learning_rate;
  double momentum;
  guint batch_size;
  guint epochs;
  guint evaluations; /* an epoch */
  guint64 seed;
} LabSpec;

/** lab_spec_new: Returns: a spec of the table's initial values. */
LabSpec *lab_spec_new (void);
LabSpec *lab_spec_ref (const LabSpec *self);
void lab_spec_unref (LabSpec *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSpec, lab_spec_unref)

/**
 * lab_spec_with:
 *
 * Returns: a new spec that has @text for @setting and is else as @self, or NULL
 *
 * **Errors**: %LAB_ERROR_REQUEST; the message names the setting, what is wrong and what is
 * possible.
 */
LabSpec *lab_spec_with (const LabSpec *self, LabSettingId setting, const char *text,
                        GError **error);

/** lab_spec_print: Returns: (transfer full): the value's text; lab_spec_with() reads it back to the
 * same value. */
char *lab_spec_print (const LabSpec *self, LabSettingId setting);

/** lab_spec_dup_loss_title: Returns: (transfer full): what the loss with its weights is called, in
 * English: "Balanced cross-entropy". */
char *lab_spec_dup_loss_title (const LabSpec *self);

gboolean lab_spec_equal (const LabSpec *a, const LabSpec *b);

/** lab_spec_hash: Returns: (transfer full): SHA-256 of all settings, in hexadecimal. */
char *lab_spec_hash (const LabSpec *self);

/**
 * lab_spec_to_json:
 * @from, @to: the scopes to write, both included
 *
 * Returns: an object with a member a setting: numbers as numbers, everything else as its text
 */
json_t *lab_spec_to_json (const LabSpec *self, LabSettingScope from, LabSettingScope to);

/**
 * lab_spec_from_json:
 * @base: has the values of what @json leaves out
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown member and for what lab_spec_with() refuses.
 */
LabSpec *lab_spec_from_json (const LabSpec *base, const json_t *json, GError **error);

G_END_DECLS

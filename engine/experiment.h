/* SPDX-License-Identifier: MIT */
#pragma once

#include "setting.h"
#include "spec.h"

G_BEGIN_DECLS

#define LAB_MAX_SIDES 4
#define LAB_MAX_SEEDS 1000

/**
 * LabExperiment:
 * @sides: [n_sides] specs that differ in their loss alone, "standard" first
 * @n_seeds: how often each is trained, with seeds that follow on the spec's
 *
 * What is trained side by side: n_sides * n_seeds runs. A value; its owner replaces the references.
 */
typedef struct
{
  guint n_sides;
  LabSpec *sides[LAB_MAX_SIDES];
  guint n_seeds;
} LabExperiment;

/** lab_experiment_seeds: what @n_seeds is called, in whole numbers from @least to @greatest; no row
 * of the table, which has what a run's spec has. */
extern const LabSetting lab_experiment_seeds;

/** lab_experiment_role: Returns: what a side is called: `standard`, `custom`, `third`, `fourth`. */
const char *lab_experiment_role (guint side);

/** lab_experiment_find_role: Returns: the side of that name, or LAB_MAX_SIDES. */
guint lab_experiment_find_role (const char *role);

/**
 * lab_experiment_new:
 *
 * Returns: (transfer full): cross-entropy against weighted cross-entropy, everything else as the
 * table starts
 */
LabExperiment *lab_experiment_new (void);
/** lab_experiment_copy: Returns: (transfer full): it shares the specs. */
LabExperiment *lab_experiment_copy (const LabExperiment *self);
gboolean lab_experiment_equal (const LabExperiment *a, const LabExperiment *b);
void lab_experiment_free (LabExperiment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabExperiment, lab_experiment_free)

/**
 * lab_experiment_set:
 * @side: which one; for a setting that is not the loss's, every side is set whatever it says
 *
 * **Errors**: as lab_spec_with(); the experiment is then as it was.
 */
gboolean lab_experiment_set (LabExperiment *self, guint side, LabSettingId setting,
                             const char *text, GError **error);

/** lab_experiment_set_seeds: @text: how often each side is trained. **Errors**:
 * %LAB_ERROR_REQUEST; the experiment is then as it was. */
gboolean lab_experiment_set_seeds (LabExperiment *self, const char *text, GError **error);

/**
 * lab_experiment_add_side:
 * @loss: its loss; the rest of the spec is the first side's
 *
 * **Errors**: %LAB_ERROR_REQUEST with more than %LAB_MAX_SIDES sides.
 */
gboolean lab_experiment_add_side (LabExperiment *self, const char *loss, GError **error);

/**
 * lab_experiment_run_spec:
 *
 * Returns: (transfer full): the spec of a side with its nth seed
 *
 * **Errors**: %LAB_ERROR_REQUEST when the seeds run out of range.
 */
LabSpec *lab_experiment_run_spec (const LabExperiment *self, guint side, guint nth_seed,
                                  GError **error);

/** lab_experiment_to_json: Returns: the settings that the runs share, `seeds`, and `losses`: one
 * object a side, with the loss's text beside its name. */
json_t *lab_experiment_to_json (const LabExperiment *self);

/**
 * lab_experiment_from_json: reads what lab_experiment_to_json() writes. A side's `text` may be left
 * out, and may be one string; where it is not what the catalogue has for the name, it decides.
 *
 * **Errors**: %LAB_ERROR_REQUEST.
 */
LabExperiment *lab_experiment_from_json (const json_t *json, GError **error);

G_END_DECLS

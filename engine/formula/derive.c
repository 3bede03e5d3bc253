/* SPDX-License-Identifier: MIT */
#include "formula/derive.h"

#include "formula/rewrite.h"

static gboolean
chooses (LabOp op)
{
  switch (op)
    {
    case LAB_OP_WHERE:
    case LAB_OP_RELU:
    case LAB_OP_CLAMP:
    case LAB_OP_MIN:
    case LAB_OP_MAX:
    case LAB_OP_MAX_CLASSES:
    case LAB_OP_MIN_CLASSES:
    case LAB_OP_MAX_BATCH:
    case LAB_OP_MIN_BATCH:
    case LAB_OP_GATE:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Which nodes the leaves reach through operators that have a derivative. */
static void
find_active (const LabGraph *graph, LabRef root, const LabRef *leaves, guint n, gboolean *active)
{
  for (guint i = 0; i < n; i++)
    if (leaves[i] <= root)
      active[leaves[i]] = TRUE;
  for (LabRef i = 0; i <= root; i++)
    {
      const LabNode *node = lab_graph_get (graph, i);
      const LabOperator *row = &lab_operators[node->op];

      for (guint j = 0; j < row->n_args; j++)
        active[i] = active[i] || (active[node->args[j]] && row->derivative[j] != NULL);
    }
}

/* Which nodes may be what is not chosen. */
static void
find_guarded (const LabGraph *graph, LabRef root, gboolean *guarded)
{
  for (LabRef i = root + 1; i-- > 0;)
    {
      const LabNode *node = lab_graph_get (graph, i);

      if (guarded[i] || chooses (node->op))
        for (guint j = 0; j < lab_operators[node->op].n_args; j++)
          guarded[node->args[j]] = TRUE;
    }
}

/* What the operands were broadcast to; a scatter puts its operand in one place of the classes. */
static guint
spread_of (const LabNode *node)
{
  return node->op == LAB_OP_SCATTER ? LAB_SHAPE_B : node->shape;
}

void
lab_derive (LabGraph *graph, LabRef root, const LabRef *leaves, guint n, LabRef *gradients)
{
  g_autofree gboolean *active = g_new0 (gboolean, root + 1);
  g_autofree gboolean *guarded = g_new0 (gboolean, root + 1);
  g_autofree LabRef *adjoints = g_new (LabRef, root + 1);

  find_active (graph, root, leaves, n, active);
  if (graph->stable)
    find_guarded (graph, root, guarded);
  for (LabRef i = 0; i <= root; i++)
    adjoints[i] = LAB_NO_REF;
  adjoints[root] = lab_graph_number (graph, 1.0);

  for (LabRef i = root + 1; i-- > 0;)
    {
      const LabNode node = *lab_graph_get (graph, i);
      LabBindings bindings;

      if (adjoints[i] == LAB_NO_REF || !active[i])
        continue;
      lab_bindings_init (&bindings);
      for (guint j = 0; j < lab_operators[node.op].n_args; j++)
        bindings.letters[j] = node.args[j];
      bindings.letters['g' - 'a'] = adjoints[i];
      bindings.letters['r' - 'a'] = i;
      bindings.head = node.head;
      for (guint j = 0; j < lab_operators[node.op].n_args; j++)
        {
          const LabRef operand = node.args[j];
          const guint8 shape = lab_graph_get (graph, operand)->shape;
          LabRef *adjoint = &adjoints[operand];
          LabRef share;

          if (!active[operand] || lab_operators[node.op].derivative[j] == NULL)
            continue;
          bindings.guarded = guarded[operand];
          share = lab_template_make (graph, lab_template_get (lab_operators[node.op].derivative[j]),
                                     &bindings);
          share = lab_graph_sum (graph, share, spread_of (&node) | shape, shape);
          *adjoint = *adjoint == LAB_NO_REF ? share
                                            : lab_graph_make2 (graph, LAB_OP_ADD, *adjoint, share);
        }
    }
  for (guint i = 0; i < n; i++)
    gradients[i] = leaves[i] <= root ? adjoints[leaves[i]] : LAB_NO_REF;
}

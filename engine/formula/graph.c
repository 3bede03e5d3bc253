/* SPDX-License-Identifier: MIT */
#include "formula/graph.h"

#include "formula/reference.h"
#include "formula/rewrite.h"

#include <string.h>

/* Rewrites lead to rewrites, and [y] goes down through operation after operation: beyond this depth
 * a node stays as it is, which is as right, if not as simple. */
#define MAX_DEPTH 100u

typedef struct
{
  guint8 op;
  guint8 head;
  guint16 index;
  LabRef args[3];
  double number;
} Key;

static guint
key_hash (gconstpointer data)
{
  const guint8 *bytes = data;
  guint hash = 2166136261u;

  for (gsize i = 0; i < sizeof (Key); i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

LabGraph *
lab_graph_new (gboolean stable)
{
  LabGraph *self = g_new0 (LabGraph, 1);

  self->stable = stable;
  self->known = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  self->made = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  return self;
}

void
lab_graph_free (LabGraph *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->made);
  g_free (self->nodes);
  g_free (self);
}

/* ---- shapes and dependences ---- */

static guint8
shape_of (const LabGraph *self, LabOp op, guint head, const LabRef *args)
{
  const LabOperator *row = &lab_operators[op];
  guint8 shape = 0;

  for (guint i = 0; i < row->n_args; i++)
    shape |= lab_graph_get (self, args[i])->shape;
  switch (row->reach)
    {
    case LAB_REACH_OVER_CLASSES:
      return shape & LAB_SHAPE_B;
    case LAB_REACH_PICK:
      return op == LAB_OP_AT ? shape & LAB_SHAPE_B : LAB_SHAPE_B;
    case LAB_REACH_OVER_BATCH:
      return shape & LAB_SHAPE_CLASSES;
    case LAB_REACH_OVER_ALL:
      return LAB_SHAPE_SCALAR;
    case LAB_REACH_SCATTER:
      return LAB_SHAPE_B | (head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2);
    case LAB_REACH_LEAF:
    case LAB_REACH_ELEMENT:
    case LAB_REACH_WITHIN_CLASSES:
    default:
      return shape;
    }
}

static guint32
deps_of_input (LabInputId id)
{
  switch (id)
    {
    case LAB_INPUT_Z:
      return LAB_DEPS_LOGITS;
    case LAB_INPUT_Z2:
      return LAB_DEPS_LOGITS2;
    case LAB_INPUT_Y:
      return LAB_DEPS_TARGETS;
    case LAB_INPUT_Y2:
      return LAB_DEPS_TARGETS2;
    case LAB_INPUT_W:
    case LAB_INPUT_W2:
      return LAB_DEPS_DATA | LAB_DEPS_WEIGHTS;
    case LAB_INPUT_B:
    case LAB_INPUT_PROGRESS:
      return LAB_DEPS_STEP;
    case LAB_INPUT_L1:
    case LAB_INPUT_L2:
      return LAB_DEPS_STEP | LAB_DEPS_THETA;
    default:
      return LAB_DEPS_DATA;
    }
}

static guint32
deps_of (const LabGraph *self, LabOp op, guint head, const LabRef *args)
{
  guint32 deps = 0;

  for (guint i = 0; i < lab_operators[op].n_args; i++)
    deps |= lab_graph_get (self, args[i])->deps;
  if (op == LAB_OP_PICK || op == LAB_OP_SCATTER)
    deps |= head == 0 ? LAB_DEPS_TARGETS : LAB_DEPS_TARGETS2;
  if (lab_operators[op].reach == LAB_REACH_OVER_BATCH)
    deps |= LAB_DEPS_BATCH;
  return deps;
}

/* ---- nodes ---- */

static LabRef
put (LabGraph *self, const Key *key, guint8 shape, guint32 deps)
{
  gpointer known;
  LabNode *node;

  if (g_hash_table_lookup_extended (self->known, key, NULL, &known))
    return GPOINTER_TO_UINT (known);
  if (self->n == LAB_GRAPH_MAX_NODES)
    {
      self->full = TRUE;
      return 0;
    }
  if (self->n == self->allocated)
    {
      self->allocated = MAX (64u, 2u * self->allocated);
      self->nodes = g_renew (LabNode, self->nodes, self->allocated);
    }
  node = &self->nodes[self->n];
  *node = (LabNode){
    .op = key->op,
    .shape = shape,
    .head = key->head,
    .index = key->index,
    .deps = deps,
    .args = { key->args[0], key->args[1], key->args[2] },
    .number = key->number,
  };
  g_hash_table_insert (self->known, g_memdup2 (key, sizeof *key), GUINT_TO_POINTER (self->n));
  return self->n++;
}

static Key
make_key (LabOp op)
{
  Key key;

  memset (&key, 0, sizeof key); /* the padding takes part in the comparison */
  key.op = (guint8) op;
  for (guint i = 0; i < G_N_ELEMENTS (key.args); i++)
    key.args[i] = LAB_NO_REF;
  return key;
}

LabRef
lab_graph_number (LabGraph *self, double number)
{
  Key key = make_key (LAB_OP_NUMBER);

  key.number = number;
  return put (self, &key, LAB_SHAPE_SCALAR, 0);
}

LabRef
lab_graph_parameter (LabGraph *self, guint index)
{
  Key key = make_key (LAB_OP_PARAMETER);

  key.index = (guint16) index;
  return put (self, &key, LAB_SHAPE_SCALAR, LAB_DEPS_PARAMETERS);
}

LabRef
lab_graph_learned (LabGraph *self, guint index)
{
  Key key = make_key (LAB_OP_LEARNED);

  key.index = (guint16) index;
  return put (self, &key, LAB_SHAPE_SCALAR, LAB_DEPS_STEP | LAB_DEPS_LEARNED);
}

LabRef
lab_graph_input (LabGraph *self, LabInputId id)
{
  Key key = make_key (LAB_OP_INPUT);

  switch (id)
    {
    case LAB_INPUT_P:
      return lab_graph_make1 (self, LAB_OP_SOFTMAX, 0, lab_graph_input (self, LAB_INPUT_Z));
    case LAB_INPUT_P2:
      return lab_graph_make1 (self, LAB_OP_SOFTMAX, 1, lab_graph_input (self, LAB_INPUT_Z2));
    case LAB_INPUT_T:
      return lab_graph_make1 (self, LAB_OP_SCATTER, 0, lab_graph_number (self, 1.0));
    case LAB_INPUT_T2:
      return lab_graph_make1 (self, LAB_OP_SCATTER, 1, lab_graph_number (self, 1.0));
    default:
      key.index = (guint16) id;
      return put (self, &key, lab_inputs[id].shape, deps_of_input (id));
    }
}

LabRef
lab_graph_put (LabGraph *self, LabOp op, guint head, const LabRef *args)
{
  Key key = make_key (op);

  key.head = (guint8) head;
  memcpy (key.args, args, lab_operators[op].n_args * sizeof *args);
  return put (self, &key, shape_of (self, op, head, args), deps_of (self, op, head, args));
}

LabRef
lab_graph_make1 (LabGraph *self, LabOp op, guint head, LabRef a)
{
  return lab_graph_make (self, op, head, &a);
}

LabRef
lab_graph_make2 (LabGraph *self, LabOp op, LabRef a, LabRef b)
{
  return lab_graph_make (self, op, 0, (LabRef[]){ a, b });
}

/* ---- what is simpler by its shape or its operands ---- */

static LabRef
times (LabGraph *self, LabRef a, LabInputId count)
{
  return lab_graph_make2 (self, LAB_OP_MUL, a, lab_graph_input (self, count));
}

/* Of what is the same for all classes, or for all pictures. */
static LabRef
make_unspread (LabGraph *self, LabOp op, guint head, LabRef a)
{
  const LabInputId K = head == 0 ? LAB_INPUT_N_CLASSES : LAB_INPUT_N_CLASSES2;
  const LabRef one = lab_graph_number (self, 1.0);

  switch (op)
    {
    case LAB_OP_SUM_CLASSES:
      return times (self, a, K);
    case LAB_OP_SUM_BATCH:
      return times (self, a, LAB_INPUT_B);
    case LAB_OP_LOGSUMEXP_CLASSES:
      return lab_graph_make2 (self, LAB_OP_ADD, a,
                              lab_graph_make1 (self, LAB_OP_LOG, 0, lab_graph_input (self, K)));
    case LAB_OP_SOFTMAX:
      return lab_graph_make2 (self, LAB_OP_DIV, one, lab_graph_input (self, K));
    case LAB_OP_LOG_SOFTMAX:
      return lab_graph_make1 (self, LAB_OP_NEG, 0,
                              lab_graph_make1 (self, LAB_OP_LOG, 0, lab_graph_input (self, K)));
    case LAB_OP_LOG_OTHERS:
      return lab_graph_make1 (
          self, LAB_OP_LOG, 0,
          lab_graph_make2 (self, LAB_OP_SUB, one,
                           lab_graph_make2 (self, LAB_OP_DIV, one, lab_graph_input (self, K))));
    default: /* pick, at, the greatest and the least */
      return a;
    }
}

static gboolean
is_unspread (const LabGraph *self, LabOp op, guint head, const LabRef *args)
{
  const guint8 shape = lab_graph_get (self, args[0])->shape;

  switch (lab_operators[op].reach)
    {
    case LAB_REACH_OVER_CLASSES:
    case LAB_REACH_PICK:
    case LAB_REACH_WITHIN_CLASSES:
      return op != LAB_OP_LOG_OTHERS_BACKWARD
             && (shape & (head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2)) == 0;
    case LAB_REACH_OVER_BATCH:
      return (shape & LAB_SHAPE_B) == 0;
    default:
      return FALSE;
    }
}

static gboolean
is_number (const LabGraph *self, LabRef ref)
{
  return lab_graph_get (self, ref)->op == LAB_OP_NUMBER;
}

/* What is done to numbers alone is a number. */
static gboolean
fold (LabGraph *self, LabOp op, const LabRef *args, LabRef *folded)
{
  const double *numbers[3];

  if (lab_operators[op].reach != LAB_REACH_ELEMENT)
    return FALSE;
  for (guint i = 0; i < lab_operators[op].n_args; i++)
    {
      if (!is_number (self, args[i]))
        return FALSE;
      numbers[i] = &lab_graph_get (self, args[i])->number;
    }
  *folded = lab_graph_number (self, lab_reference_element (op, numbers));
  return TRUE;
}

/* A class's number of what is done number by number is the same done to the class's numbers: so
 * what the other classes have does not matter, and is not computed. But numbers that are compared
 * for being equal have to stay what they are, to the last bit. */
static gboolean
pick_within (LabGraph *self, LabOp op, guint head, const LabRef *operands, LabRef *picked)
{
  const LabNode node = *lab_graph_get (self, operands[0]);
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };

  if ((op != LAB_OP_PICK && op != LAB_OP_AT) || lab_operators[node.op].reach != LAB_REACH_ELEMENT)
    return FALSE;
  if (node.op == LAB_OP_EQ || node.op == LAB_OP_NE)
    for (guint i = 0; i < 2; i++)
      if (lab_operators[lab_graph_get (self, node.args[i])->op].reach != LAB_REACH_LEAF)
        return FALSE;
  for (guint i = 0; i < lab_operators[node.op].n_args; i++)
    args[i] = lab_graph_make (self, op, head, (LabRef[]){ node.args[i], operands[1] });
  *picked = lab_graph_make (self, node.op, node.head, args);
  return TRUE;
}

static LabRef
simplify (LabGraph *self, LabOp op, guint head, const LabRef *operands)
{
  LabRef made;

  if (fold (self, op, operands, &made) || pick_within (self, op, head, operands, &made))
    return made;
  return lab_rewrite_apply (self, op, head, operands);
}

LabRef
lab_graph_make (LabGraph *self, LabOp op, guint head, const LabRef *args)
{
  LabRef operands[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  LabRef made;
  gpointer known;
  Key key;

  memcpy (operands, args, lab_operators[op].n_args * sizeof *args);
  if (op == LAB_OP_GT || op == LAB_OP_GE)
    {
      /* the same the other way round */
      operands[0] = args[1];
      operands[1] = args[0];
      op = op == LAB_OP_GT ? LAB_OP_LT : LAB_OP_LE;
    }
  if (lab_operators[op].commutes && operands[1] < operands[0])
    {
      const LabRef first = operands[0];

      operands[0] = operands[1];
      operands[1] = first;
    }
  if (self->full)
    return lab_graph_put (self, op, head, operands);
  if (is_unspread (self, op, head, operands))
    return make_unspread (self, op, head, operands[0]);
  key = make_key (op);
  key.head = (guint8) head;
  memcpy (key.args, operands, sizeof operands);
  if (g_hash_table_lookup_extended (self->made, &key, NULL, &known))
    return GPOINTER_TO_UINT (known);
  if (self->depth == MAX_DEPTH)
    return lab_graph_put (self, op, head, operands);
  self->depth++;
  made = simplify (self, op, head, operands);
  self->depth--;
  if (made == LAB_NO_REF)
    made = lab_graph_put (self, op, head, operands);
  g_hash_table_insert (self->made, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (made));
  return made;
}

LabRef
lab_graph_sum (LabGraph *self, LabRef ref, guint shape, guint left)
{
  const guint over = shape & ~left;

  if ((over & LAB_SHAPE_K) != 0)
    ref = lab_graph_make1 (self, LAB_OP_SUM_CLASSES, 0, ref);
  if ((over & LAB_SHAPE_K2) != 0)
    ref = lab_graph_make1 (self, LAB_OP_SUM_CLASSES, 1, ref);
  if ((over & LAB_SHAPE_B) != 0)
    ref = lab_graph_make1 (self, LAB_OP_SUM_BATCH, 0, ref);
  return ref;
}

void
lab_graph_reach (const LabGraph *self, const LabRef *roots, guint n_roots, gboolean *needed)
{
  memset (needed, 0, self->n * sizeof *needed);
  for (guint i = 0; i < n_roots; i++)
    if (roots[i] != LAB_NO_REF)
      needed[roots[i]] = TRUE;
  for (guint i = self->n; i-- > 0;)
    if (needed[i])
      for (guint j = 0; j < lab_operators[self->nodes[i].op].n_args; j++)
        needed[self->nodes[i].args[j]] = TRUE;
}

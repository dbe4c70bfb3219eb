"""A database cluster that survives the loss of a node: etcd, Patroni and PostgreSQL with quorum commit, described.

Three nodes agree through etcd on who leads; a commit is acknowledged only once a second node has it on its disk. Here
stand the places, certificates and settings of such nodes on one machine, and the look at a cluster from outside;
`deploy/ha/` has the same settings for machines of their own. Nothing here starts a process.
"""

from __future__ import annotations

from handclasp.store.cluster.layout import Layout, Node
from handclasp.store.cluster.view import ClusterView, Member, look

__all__ = ["ClusterView", "Layout", "Member", "Node", "look"]

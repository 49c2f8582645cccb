from annotations.anchoring.revision import CARRIED, CONTEXT, Anchored, Carried, Revision, Verdict, anchor, anchor_all, revise

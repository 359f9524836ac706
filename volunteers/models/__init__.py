"""Who: people, their organisations and memberships; how they join; what they are cleared for; what is kept of it."""

from volunteers.models.clearances import Clearance, GoldenRules, GuardianConsent
from volunteers.models.joining import Invitation, JoinRequest, MemberImport
from volunteers.models.people import Membership, Organisation, User
from volunteers.models.privacy import AccessLog, Erasure, NamedText, RetentionProof, RetentionRule
from volunteers.models.rules import VolunteersRules
from volunteers.models.tokens import AccessToken

__all__ = [
    "AccessLog",
    "AccessToken",
    "Clearance",
    "Erasure",
    "GoldenRules",
    "GuardianConsent",
    "Invitation",
    "JoinRequest",
    "MemberImport",
    "Membership",
    "NamedText",
    "Organisation",
    "RetentionProof",
    "RetentionRule",
    "User",
    "VolunteersRules",
]

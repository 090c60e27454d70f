"""What is each piece of evidence called that a requirement asks for?"""

from collections.abc import Mapping

from core.regulations.catalogue import Demand


def N_(text: str) -> str:  # noqa: N802 (the customary gettext marker)
    """Mark a text for translation without translating it here."""
    return text


DEMANDS: Mapping[str, str] = {
    "attestation:ciso": N_("statement of the information security officer"),
    "attestation:dpo": N_("statement of the data protection officer"),
    "attestation:owner": N_("statement of the owner"),
    "audit_trail": N_("intact audit trail"),
    "check_result:artifact_integrity": N_("model file checked against its digest"),
    "check_result:calibration": N_("calibration of the scores"),
    "check_result:counterfactual": N_("counterfactual for one case"),
    "check_result:data_quality": N_("check of data quality"),
    "check_result:drift": N_("check for drift"),
    "check_result:feature_importance": N_("importance of each feature"),
    "check_result:group_fairness": N_("comparison of groups"),
    "check_result:local_explanation": N_("explanation of one case"),
    "check_result:override_rate": N_("agreement of score and decision"),
    "check_result:per_class_performance": N_("performance on each class"),
    "check_result:proxy_scan": N_("search for proxies of sensitive features"),
    "dataset_record:address_columns": N_("marks of address columns"),
    "dataset_record:column_tags": N_("roles of all columns"),
    "dataset_record:pseudonymised": N_("mark that data are pseudonymized"),
    "dataset_record:purpose_bias_only": N_("mark of columns kept for bias tests only"),
    "dataset_record:schema": N_("schema of the data"),
    "document:balancing_test": N_("balancing of interests"),
    "document:compatibility_test": N_("test of compatibility of purposes"),
    "document:consent_proof": N_("proof of consent"),
    "document:explanation_letter": N_("letter of explanation to a person"),
    "document:logic_summary": N_("summary of the logic in plain language"),
    "document:privacy_notice": N_("privacy notice"),
    "document:processing_agreement": N_("contract with each processor"),
    "document:ropa_extract": N_("extract from the record of processing"),
    "document:statistical_expertise": N_("statistical expert opinion"),
    "document:transfer_tool": N_("instrument for transfers"),
    "document:vendor_dossier": N_("dossier of the supplier"),
    "finding:open_actions": N_("findings and actions"),
    "inventory_field:art10_basis": N_("basis for criminal-offence data"),
    "inventory_field:art22_exception": N_("exception under Art. 22(2)"),
    "inventory_field:art9_exception": N_("exception under Art. 9(2)"),
    "inventory_field:automation_level": N_("degree of automation of the decision"),
    "inventory_field:controller": N_("controller"),
    "inventory_field:data_flow": N_("flow of the data"),
    "inventory_field:data_original_purpose": N_("purpose for which the data were collected"),
    "inventory_field:decision_effect": N_("effect of the decision on the person"),
    "inventory_field:deletion_due": N_("date of deletion"),
    "inventory_field:hosting_countries": N_("countries where data are held"),
    "inventory_field:legal_basis": N_("legal basis"),
    "inventory_field:next_review": N_("date of the next review"),
    "inventory_field:personal_data_class": N_("personal, pseudonymized or anonymous data"),
    "inventory_field:processors": N_("processors"),
    "inventory_field:profiling": N_("whether persons are profiled"),
    "inventory_field:purpose": N_("purpose"),
    "inventory_field:retention": N_("retention period"),
    "inventory_field:ropa_entry": N_("entry in the record of processing"),
    "inventory_field:score_recipients": N_("recipients of the score"),
    "log:data_subject_requests": N_("log of requests of data subjects"),
    "log:overrides": N_("log of overridden decisions"),
    "log:sensitive_data_access": N_("log of access to sensitive data"),
    "questionnaire:agency_claims": N_("answers on claims in agency scores"),
    "questionnaire:breach_process": N_("answers on handling of breaches"),
    "questionnaire:consent_management": N_("answers on managing consent"),
    "questionnaire:defaults": N_("answers on default settings"),
    "questionnaire:dpia_threshold": N_("answers on whether an impact assessment is needed"),
    "questionnaire:erasure_process": N_("answers on erasure"),
    "questionnaire:feature_justification": N_("reasons for each feature"),
    "questionnaire:human_review": N_("answers on review by a person"),
    "questionnaire:insurance_adm": N_("answers on automated decisions in insurance"),
    "questionnaire:lawfulness": N_("answers on lawfulness"),
    "questionnaire:necessity": N_("answers on necessity"),
    "questionnaire:necessity_proportionality": N_("answers on necessity and proportionality"),
    "questionnaire:objection_process": N_("answers on objections"),
    "questionnaire:privacy_by_design": N_("answers on protection by design"),
    "questionnaire:security_measures": N_("answers on security measures"),
    "questionnaire:trade_secret_process": N_("answers on trade secrets"),
    "risk_assessment:data_subject": N_("risks rated from the data subjects' perspective"),
    "risk_assessment:mitigations": N_("measures against the data subjects' risks"),
    "risk_assessment:residual": N_("residual risk for data subjects"),
    "signed_decision:dpia_required": N_("signed decision on whether an impact assessment is needed"),
    "signed_decision:dpo_opinion": N_("signed opinion of the data protection officer"),
    "signed_decision:prior_consultation": N_("signed decision on prior consultation"),
    "signed_report": N_("this report, once it is signed"),
}
"""English names by "type:name"; a test holds that every demand of every catalogue has one."""


def demand_word(demand: Demand) -> str:
    """Return the English name of a demand, to be passed through the translator."""
    key = f"{demand.type}:{demand.name}" if demand.name else demand.type.value
    return DEMANDS.get(key, key)
